const COLLECTIONS = /^(?:ansible\.(?:builtin|legacy|utils|netcommon|posix)|community\.(?:general|crypto))\./;

/** A name without its collection, if filters, tests and lookups of the collection are supported. */
export const withoutCollection = (name: string): string => name.replace(COLLECTIONS, '');
