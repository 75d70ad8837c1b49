import type { DiagnosticCode } from '../../diagnostic/catalogue.ts';

/** A half-open span of offsets in an expression's or a template's own text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A static mistake, placed in the text alone: the same text may stand in many files. */
export interface Problem extends Span {
  readonly code: DiagnosticCode;
  /** An error, unless it is told as a warning: of what fails only where it is reached. */
  readonly severity?: 'warning';
  readonly summary: string;
  readonly suggestion?: string | undefined;
}
