import type { ReportedChange } from '../../engine/events.ts';
import { renderValue } from './render-value.ts';
import type { Style } from '../style/style.ts';

/** Each change as `attribute: before → after`; content as a unified diff or, without `withDiff`, as its size. */
export function renderChanges(changes: readonly ReportedChange[], style: Style, withDiff: boolean): string[] {
  return changes.flatMap((change) => renderChange(change, style, withDiff));
}

function renderChange(change: ReportedChange, style: Style, withDiff: boolean): string[] {
  if (change.diff === undefined) {
    const { symbols } = style;
    const after = renderValue(change.after);
    const values = isDone(change) ? after : `${renderValue(change.before)} ${symbols.arrow} ${after}`;
    return [`${change.attribute}: ${values}${renderRemarks(change)}`];
  }
  const lines = change.diff.replace(/\n$/, '').split('\n');
  if (withDiff)
    return [`${change.attribute}:${renderRemarks(change)}`, ...lines.map((line) => `  ${paintDiffLine(line, style)}`)];
  return [`${change.attribute}: ${renderSize(lines)}${renderRemarks(change)}`];
}

/** An action, such as running a command, has no previous value. */
const isDone = ({ attribute, before }: ReportedChange): boolean =>
  before === null && ['command', 'request', 'wait'].includes(attribute);

function renderRemarks({ note, may }: ReportedChange): string {
  const remarks = [...(note ? [note] : []), ...(may ? ['may change'] : [])];
  return remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
}

function paintDiffLine(line: string, { palette }: Style): string {
  if (/^(\+\+\+|---) /.test(line)) return palette.strong(line);
  if (line.startsWith('+')) return palette.good(line);
  if (line.startsWith('-')) return palette.bad(line);
  return line.startsWith('@@') ? palette.may(line) : line;
}

function renderSize(lines: readonly string[]): string {
  const body = lines.slice(lines.findIndex((line) => line.startsWith('@@')) + 1);
  const count = (sign: string): number => body.filter((line) => line.startsWith(sign)).length;
  return `${count('+')} lines added, ${count('-')} removed`;
}
