import type { DiagnosticCode } from './catalogue.ts';
import type { SourceRange } from './source-range.ts';

/**
 * One finding about what a user wrote. Diagnostics are collected, so that one run shows them all.
 * `summary` is one sentence without a final stop; `detail` may be several lines; `suggestion` says what to do.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string | undefined;
  readonly suggestion?: string | undefined;
  /** What to write in the place of a range, with the same meaning: `lint --fix` does. */
  readonly fix?: TextEdit | undefined;
  /** Absent only where no file is concerned, as with a flag on the command line. */
  readonly range?: SourceRange | undefined;
}

export interface TextEdit {
  readonly range: SourceRange;
  readonly text: string;
}

/** Invalid input, found before any host was touched: exit code 3. */
export class InvalidInput extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => d.summary).join('\n'));
    this.name = 'InvalidInput';
    this.diagnostics = diagnostics;
  }
}
