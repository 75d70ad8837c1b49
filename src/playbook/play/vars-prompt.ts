import type { SourceRange } from '../../diagnostic/source-range.ts';

/** A variable whose value is asked for before the run. */
export interface VarsPrompt {
  readonly name: string;
  readonly question: string;
  /** The answer is not shown, and is a secret. */
  readonly isPrivate: boolean;
  /** Asked for twice. */
  readonly isConfirmed: boolean;
  /** What an empty answer means, and what is taken where there is nobody to ask. */
  readonly fallback?: unknown;
  readonly range: SourceRange;
}
