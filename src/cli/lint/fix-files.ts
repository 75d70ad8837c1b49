import { chmodSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { replaceFile } from '../../report/replace-file.ts';
import type { Diagnostic, TextEdit } from '../../diagnostic/diagnostic.ts';

/**
 * Applies the fixes to files below this directory, and returns the remaining findings. Comments and layout are kept: only the ranges
 * of the fixes are replaced.
 */
export function fixFiles(items: readonly Diagnostic[], say: (line: string) => void): Diagnostic[] {
  const fixes = items.flatMap(({ fix }) => (fix && isOwn(fix) ? [fix] : []));
  for (const [path, edits] of groupByPath(fixes)) {
    const source = edits[0]?.range.source.text;
    if (source === undefined || readFileSync(path, 'utf8') !== source) continue;
    // a full disk must leave the file as it is
    const { mode } = statSync(path);
    replaceFile(realpathSync(path), applyEdits(source, edits), { mode: 0o600 });
    chmodSync(path, mode & 0o7777);
    say(`fixed ${path}: ${edits.length} ${edits.length === 1 ? 'place' : 'places'}`);
  }
  return items.filter(({ fix }) => !fix || !isOwn(fix));
}

/** Bundled roles are not the user's to change. */
const isOwn = ({ range: { source } }: TextEdit): boolean => !source.secret && !isAbsolute(source.path);

function groupByPath(fixes: readonly TextEdit[]): ReadonlyMap<string, TextEdit[]> {
  const groups = new Map<string, TextEdit[]>();
  for (const fix of fixes) {
    const { path } = fix.range.source;
    groups.set(path, [...(groups.get(path) ?? []), fix]);
  }
  return groups;
}

/** Applies edits from the end of the text, so that earlier offsets remain valid. */
const applyEdits = (text: string, edits: readonly TextEdit[]): string =>
  edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((left, { range, text: by }) => left.slice(0, range.start) + by + left.slice(range.end), text);
