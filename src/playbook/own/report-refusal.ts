import { renderLocation } from '../../diagnostic/source-range.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { LoadSession } from '../load-session.ts';
import { rangeOfLine } from './code-place.ts';
import type { Refusal } from './own-module.ts';

/** Reports why a file is not a module: an error, or a warning if only its own tasks fail. */
export function reportRefusal(
  { summary, suggestion, isLocal, at }: Refusal,
  range: SourceRange,
  session: LoadSession,
): void {
  const isWarning = isLocal && !session.strict;
  session.diagnostics.add({
    code: 'own-module',
    severity: isWarning ? 'warning' : 'error',
    summary,
    detail: isWarning ? 'Its task fails where it is reached.' : at && `It is used in ${renderLocation(range)}.`,
    suggestion,
    range: at ? rangeOfLine(at, session) : range,
  });
}
