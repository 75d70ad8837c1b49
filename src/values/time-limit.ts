import { createContext, Script } from 'node:vm';

/** How long an expression, or one edit of a text, may take. Everything else waits meanwhile, so it is short. */
export const TIME_LIMIT_MS = 1000;

/** Work that was ended because it took longer than it may. The message is a sentence for people. */
export class TimeLimitExceeded extends Error {
  constructor(what: string) {
    super(`${what} took longer than ${TIME_LIMIT_MS / 1000} s`);
    this.name = 'TimeLimitExceeded';
  }
}

/** V8 ends a script that takes too long, regular expressions included. This one only calls what stands in its global. */
const CALL = new Script('work()');
const context = createContext({ work: undefined });
let isLimited = false;

/**
 * Calls `work`, which must be synchronous, and ends it when it takes longer than `TIME_LIMIT_MS`. Work within limited
 * work shares its limit. Costs about 50 µs. Throws `TimeLimitExceeded`; `describe` says what took so long.
 */
export function withTimeLimit<T>(describe: () => string, work: () => T): T {
  if (isLimited) return work();
  isLimited = true;
  const results: T[] = [];
  context['work'] = (): void => {
    results.push(work());
  };
  try {
    CALL.runInContext(context, { timeout: TIME_LIMIT_MS });
  } catch (error) {
    if (isTimeout(error)) throw new TimeLimitExceeded(describe());
    throw error;
  } finally {
    isLimited = false;
    context['work'] = undefined;
  }
  return results[0] as T;
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
