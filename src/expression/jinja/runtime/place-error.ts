import type { Diagnostic } from '../../../diagnostic/diagnostic.ts';
import type { DiagnosticCode } from '../../../diagnostic/catalogue.ts';
import { TimeLimitExceeded } from '../../../values/time-limit.ts';
import { rangeOf } from '../../bind-program.ts';
import { ExpressionError } from '../../compiled.ts';
import { UnknownRead } from '../../run/fault.ts';
import { PyError } from '../python/py-error.ts';
import type { JinjaUnit } from './unit.ts';

interface Complaint {
  readonly code: DiagnosticCode;
  readonly summary: string;
  readonly suggestion?: string | undefined;
}

/** An error at a location in a unit. */
export function errorAt(unit: JinjaUnit, site: number, complaint: Complaint): ExpressionError {
  const span = unit.program.sites[site];
  const diagnostic: Diagnostic = {
    ...complaint,
    suggestion: complaint.suggestion,
    severity: 'error',
    range: span ? rangeOf(span, unit.source) : unit.source.range,
  };
  return new ExpressionError(diagnostic);
}

/** Adds a location to an error, unless it has one. */
export function placeError(error: unknown, unit: JinjaUnit, site: number): unknown {
  if (error instanceof ExpressionError || error instanceof UnknownRead) return error;
  if (error instanceof PyError) {
    return errorAt(unit, site, { code: 'expression-failed', summary: error.message, suggestion: error.suggestion });
  }
  if (error instanceof TimeLimitExceeded) {
    return errorAt(unit, site, { code: 'expression-failed', summary: error.message });
  }
  if (!(error instanceof RangeError)) return error;
  return errorAt(unit, site, { code: 'expression-failed', summary: 'The expression goes too deep, or makes too much' });
}
