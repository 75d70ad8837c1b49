/** A plain mapping to whoever reads it, whose values are made one by one. Undefined: there is no such key. */
export function lazyMapping(keys: () => string[], valueOf: (key: string) => unknown): Record<string, unknown> {
  return new Proxy<Record<string, unknown>>(
    {},
    {
      ownKeys: keys,
      has: (_, key) => typeof key === 'string' && valueOf(key) !== undefined,
      get: (_, key) => (typeof key === 'string' ? valueOf(key) : undefined),
      getOwnPropertyDescriptor: (_, key) => {
        const value = typeof key === 'string' ? valueOf(key) : undefined;
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}
