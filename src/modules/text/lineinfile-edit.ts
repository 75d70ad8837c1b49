import { compileRegex, expandReplacement } from '../lib/python-regex.ts';
import type { LineParams } from './lineinfile-params.ts';
import { findLine, joinLines, splitLines } from './text-lines.ts';

type Edit = Pick<
  LineParams,
  'line' | 'regexp' | 'search_string' | 'state' | 'insertafter' | 'insertbefore' | 'firstmatch' | 'backrefs'
>;

/** The text with the requested line. If no edit is needed, the text is returned byte for byte. */
export function editLine(edit: Edit, text: string): string {
  const split = splitLines(text);
  const edited = edit.state === 'absent' ? without(edit, split.lines) : withLine(edit, split.lines);
  return edited === split.lines ? text : joinLines(split, edited);
}

function without(edit: Edit, lines: readonly string[]): readonly string[] {
  const passes = matcher(edit);
  const kept = lines.filter((line) => !passes(line));
  return kept.length === lines.length ? lines : kept;
}

function withLine(edit: Edit, lines: readonly string[]): readonly string[] {
  const { line = '', regexp } = edit;
  const passes = matcher(edit);
  // without this check, a line that does not match its own regexp would be inserted on every run
  if (!edit.backrefs && !passes(line) && lines.includes(line)) return lines;
  const at = findLine(lines, passes, edit.firstmatch);
  if (at < 0) return edit.backrefs ? lines : insert(edit, line, lines);
  const found = lines[at] ?? '';
  const match = edit.backrefs && regexp !== undefined ? compileRegex(regexp).exec(found) : null;
  const wanted = match ? expandReplacement(line, match) : line;
  return found === wanted ? lines : lines.with(at, wanted);
}

function matcher({ line, regexp, search_string }: Edit): (line: string) => boolean {
  if (regexp !== undefined) {
    const compiled = compileRegex(regexp);
    return (candidate) => compiled.test(candidate);
  }
  if (search_string !== undefined) return (candidate) => candidate.includes(search_string);
  return (candidate) => candidate === line;
}

function insert(edit: Edit, line: string, lines: readonly string[]): readonly string[] {
  return lines.toSpliced(insertionPoint(edit, lines), 0, line);
}

/** The position for a new line or block according to `insertafter` and `insertbefore`; the end of the file if they match nothing. */
export function insertionPoint(
  { insertafter, insertbefore, firstmatch }: Pick<Edit, 'insertafter' | 'insertbefore' | 'firstmatch'>,
  lines: readonly string[],
): number {
  if (insertbefore === 'BOF' || insertafter === 'BOF') return 0;
  const pattern = insertbefore ?? insertafter;
  if (pattern === undefined || pattern === 'EOF') return lines.length;
  const compiled = compileRegex(pattern);
  const at = findLine(lines, (line) => compiled.test(line), firstmatch);
  if (at < 0) return lines.length;
  return insertbefore === undefined ? at + 1 : at;
}
