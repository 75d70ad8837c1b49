import { withTimeLimit } from './time-limit.ts';

/** A text up to this long is searched without a limit where the pattern repeats at most one thing: at worst its square of steps. */
const SHORT = 20_000;

/**
 * A regular expression that somebody else wrote. JavaScript's backtracking may take ages over a short text, so where it
 * could, a search is ended with `TimeLimitExceeded`. `test`, `replace`, `split`, `match` and `matchAll` all go by `exec`.
 */
export class BoundedRegExp extends RegExp {
  /** The pattern as its author wrote it, for errors. */
  readonly shown: string;
  readonly #mayBacktrack: boolean;

  /** `shown`: what it was translated from. `matchAll` and `split` copy an expression by the first two parameters. */
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

/** Whether a pattern repeats a group, repeats more than one thing, or looks back at what it has found: all that can take exponential time. */
function mayBacktrack(source: string): boolean {
  const outside = source.replace(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/g, '_');
  const repeats = outside.match(/[*+]|\{\d+(?:,\d*)?\}/g) ?? [];
  const options = outside.match(/(?<!\()\?/g) ?? [];
  return repeats.length > 1 || options.length > MOST_OPTIONS || /\)[*+{]/.test(outside) || /\\[1-9k]/.test(outside);
}

const MOST_OPTIONS = 8;
