/** A mapping that looks like a plain object, whose values are computed one by one. Undefined means that the key does not exist. */
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
