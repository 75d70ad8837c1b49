import type { DiagnosticCode } from '../../diagnostic/catalogue.ts';
import type { Unknown } from '../../values/unknown.ts';

/** An error at a location in the expression, before its file is known. */
export class Fault extends Error {
  readonly code: DiagnosticCode;
  readonly site: number;
  readonly suggestion: string | undefined;

  constructor(code: DiagnosticCode, site: number, message: string, suggestion?: string) {
    super(message);
    this.code = code;
    this.site = site;
    this.suggestion = suggestion;
  }
}

/** Ends an evaluation that has read an `Unknown`. */
export class UnknownRead extends Error {
  readonly unknown: Unknown;

  constructor(unknown: Unknown) {
    super(unknown.reason);
    this.unknown = unknown;
  }
}
