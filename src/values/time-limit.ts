import { createContext, Script } from 'node:vm';

/** Time limit of an expression, or of one edit of a text. It is short, since everything else waits meanwhile. */
export const TIME_LIMIT_MS = 1000;

/** Work that exceeded its time limit. The message is a sentence for people. */
export class TimeLimitExceeded extends Error {
  constructor(what: string) {
    super(`${what} took longer than ${TIME_LIMIT_MS / 1000} s`);
    this.name = 'TimeLimitExceeded';
  }
}

/** V8 can end a script that takes too long, including regular expressions. This one only calls the function in its global object. */
const CALL = new Script('work()');
const context = createContext({ work: undefined });
let isLimited = false;

/**
 * Calls `work`, which must be synchronous, and ends it after `TIME_LIMIT_MS`. Nested calls
 * share the outer limit. Costs about 50 µs. Throws `TimeLimitExceeded`; `describe` names the work.
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
