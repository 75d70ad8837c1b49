import type { SourceRange } from '../../diagnostic/source-range.ts';

/** A variable whose value is prompted for before the run. */
export interface VarsPrompt {
  readonly name: string;
  readonly question: string;
  /** Whether the answer is hidden and treated as a secret. */
  readonly isPrivate: boolean;
  /** Whether to prompt twice. */
  readonly isConfirmed: boolean;
  /** The value for an empty answer, and for runs without a terminal. */
  readonly fallback?: unknown;
  readonly range: SourceRange;
}
