/** Has all that shares its methods with the instance use others, which must be there by name already. */
export function replaceMethods(instance: object, methods: object): void {
  const shared = Object.getPrototypeOf(instance) as Record<string, unknown>;
  const missing = Object.keys(methods).filter((name) => typeof shared[name] !== 'function');
  if (missing.length > 0) throw new Error(`ssh2 is another version: it has no ${missing.join(', ')}`);
  Object.assign(shared, methods);
}

/** Runs the work; ssh2 takes an error for an answer. */
export function orError<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}
