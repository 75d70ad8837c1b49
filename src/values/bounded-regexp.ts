import { withTimeLimit } from './time-limit.ts';

/** Texts up to this length are searched without a limit if the pattern has at most one repetition, which takes at most quadratic time. */
const SHORT = 20_000;

/**
 * A regular expression from a user. JavaScript's backtracking may take very long even for a short text, so that a search that could
 * is limited, and ends with `TimeLimitExceeded`. `test`, `replace`, `split`, `match` and `matchAll` all use `exec`.
 */
export class BoundedRegExp extends RegExp {
  /** The pattern as its author wrote it, for errors. */
  readonly shown: string;
  readonly #mayBacktrack: boolean;

  /** `shown`: the original pattern. `matchAll` and `split` copy an expression by the first two parameters. */
  constructor(pattern: string | RegExp, flags?: string, shown?: string) {
    super(pattern, flags);
    this.shown = shown ?? (pattern instanceof BoundedRegExp ? pattern.shown : this.source);
    this.#mayBacktrack = mayBacktrack(this.source);
  }

  override exec(text: string): RegExpExecArray | null {
    if (!this.#mayBacktrack && text.length <= SHORT) return super.exec(text);
    const describe = (): string =>
      `the regular expression ${this.shown.slice(0, 100)} on a text of ${text.length} characters`;
    return withTimeLimit(describe, () => super.exec(text));
  }
}

/** Whether a pattern repeats a group, contains several repetitions, or a back-reference, which can take exponential time. */
function mayBacktrack(source: string): boolean {
  const outside = source.replace(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/g, '_');
  const repeats = outside.match(/[*+]|\{\d+(?:,\d*)?\}/g) ?? [];
  const options = outside.match(/(?<!\()\?/g) ?? [];
  return repeats.length > 1 || options.length > MOST_OPTIONS || /\)[*+{]/.test(outside) || /\\[1-9k]/.test(outside);
}

const MOST_OPTIONS = 8;
