import { TIME_LIMIT_MS, TimeLimitExceeded, withTimeLimit } from '../../../values/time-limit.ts';
import { refused } from './py-error.ts';

/** Reading the clock costs as much as some steps. */
const STEPS_BETWEEN_LOOKS = 256;
/** Maximum length of a processed text, in UTF-16 units. */
export const LONGEST_TEXT = 16_777_216;
/** Texts up to this length are processed in time even by quadratic algorithms. */
const SHORT = 20_000;

/**
 * The start of the current evaluation; `Infinity` outside of one. The outermost `timed` sets it, and clears it at its end,
 * so that the templates and variables that it reads share its time limit. Read by `look` and `untimed`.
 */
let startMs = Infinity;
/** Steps since the clock was last read. */
let steps = 0;

/** Calls `work`, which must be synchronous; `step` and `look` end it if it exceeds `TIME_LIMIT_MS`. */
export function timed<T>(work: () => T): T {
  if (startMs !== Infinity) return work();
  startMs = performance.now();
  steps = 0;
  try {
    return work();
  } finally {
    startMs = Infinity;
  }
}

/** Calls `work`, which waits for something outside of the expression: its time does not count. */
export function untimed<T>(work: () => T): T {
  const before = performance.now();
  try {
    return work();
  } finally {
    startMs += performance.now() - before;
  }
}

/** Counts work of about 100 ns per step. Throws `TimeLimitExceeded` if there was too much. */
export function step(count = 1): void {
  steps += count;
  if (steps >= STEPS_BETWEEN_LOOKS) look();
}

/** Reads the clock. Throws `TimeLimitExceeded`. */
export function look(): void {
  steps = 0;
  if (performance.now() - startMs > TIME_LIMIT_MS) throw new TimeLimitExceeded('The expression');
}

/** Counts the work for a value, which takes longer for a long text or list. Refuses texts that are too long. */
export function weigh(value: unknown): void {
  if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT) throw refused(`A text has at most ${LONGEST_TEXT} characters here`);
    step(1 + (value.length >> 4));
  } else step(Array.isArray(value) ? 1 + value.length : 1);
}

/** Calls work on a value that calls no template, and ends it at the time limit even without steps. */
export function bounded<T>(value: unknown, name: string, work: () => T): T {
  weigh(value);
  if (typeof value !== 'string' || value.length <= SHORT) return work();
  return withTimeLimit(() => `${name} on a text of ${value.length} characters`, work);
}

/** Repeats a text. Refused if the result would be too long. */
export function repeatText(text: string, count: number): string {
  if (text.length * count > LONGEST_TEXT) throw refused(`A text has at most ${LONGEST_TEXT} characters here`);
  return text.repeat(Math.max(0, count));
}
