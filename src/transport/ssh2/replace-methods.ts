/** Replaces methods for all objects that share the instance's prototype. The methods must already exist. */
export function replaceMethods(instance: object, methods: object): void {
  const shared = Object.getPrototypeOf(instance) as Record<string, unknown>;
  const missing = Object.keys(methods).filter((name) => typeof shared[name] !== 'function');
  if (missing.length > 0) throw new Error(`ssh2 is another version: it has no ${missing.join(', ')}`);
  Object.assign(shared, methods);
}

/** Runs the work and returns an error instead of throwing it, as ssh2 expects. */
export function orError<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}
