import { createTwoFilesPatch } from 'diff';
import type { Change } from '../../module-api/module.ts';
import type { Overlay } from '../../predict/overlay.ts';
import { fileExcerpt } from '../../query/files/file-excerpt.ts';
import { fileText } from '../../query/files/file-text.ts';
import type { ReportedChange } from '../events.ts';

export interface ReportSetting {
  readonly withDiff: boolean;
  readonly noLog: boolean;
  /** The state of the host before the change. */
  readonly overlay: Overlay;
}

/** Converts changes for display. */
export function reportChanges(changes: readonly Change[], setting: ReportSetting): ReportedChange[] {
  return changes.map((change) => reportChange(change, setting));
}

const HIDDEN = '(hidden)';

function reportChange(change: Change, { withDiff, noLog, overlay }: ReportSetting): ReportedChange {
  const { attribute, content } = change;
  const may = change.may && { may: true };
  if (noLog || change.secret) {
    const hidden = (value: unknown) => (value === null ? null : HIDDEN);
    return { attribute, before: hidden(change.before), after: hidden(change.after), ...may };
  }
  const { before: was, after: is } = change.shown ?? change;
  const shown = { attribute, before: was, after: is, ...may };
  if (!withDiff || !content) return shown;
  const before = content.before === undefined ? contentBefore(content.path, overlay) : content.before;
  return before === 'too-large' ? shown : { ...shown, diff: renderDiff(content.path, before, content.after) };
}

function contentBefore(path: string, overlay: Overlay): Buffer | null | 'too-large' {
  const predicted = overlay.predicted(fileText(path));
  if (Buffer.isBuffer(predicted) || predicted === null) return predicted;
  const observed = overlay.observed(fileExcerpt(path)) ?? overlay.observed(fileText(path));
  return Buffer.isBuffer(observed) || observed === null ? observed : 'too-large';
}

function renderDiff(path: string, before: Buffer | null, after: Buffer | null): string {
  if (isBinary(before) || isBinary(after))
    return `Binary content of ${path} differs (${before?.length ?? 0} bytes, then ${after?.length ?? 0})\n`;
  const names = [before === null ? '/dev/null' : path, after === null ? '/dev/null' : path] as const;
  const patch = createTwoFilesPatch(
    names[0],
    names[1],
    before?.toString('utf8') ?? '',
    after?.toString('utf8') ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  // everything before this is a separator of the library
  return patch.slice(patch.indexOf('--- '));
}

const isBinary = (content: Buffer | null): boolean => content?.subarray(0, 8000).includes(0) ?? false;
