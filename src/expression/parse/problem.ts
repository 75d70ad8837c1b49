import type { DiagnosticCode } from '../../diagnostic/catalogue.ts';
import type { Mistake } from './mistake.ts';

/** A half-open range of offsets in the text of an expression or template. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A static mistake, located in the text only, since the same text may occur in several files. */
export interface Problem extends Span {
  readonly code: DiagnosticCode;
  /** `warning` for a mistake that only matters if the code is reached; otherwise an error. */
  readonly severity?: 'warning';
  readonly summary: string;
  readonly mistake?: Mistake | undefined;
  readonly suggestion?: string | undefined;
}
