const COLLECTIONS = /^(?:ansible\.(?:builtin|legacy|utils|netcommon|posix)|community\.(?:general|crypto))\./;

/** A name without the collection that it comes from, where that is one whose filters, tests and lookups are known here. */
export const withoutCollection = (name: string): string => name.replace(COLLECTIONS, '');
