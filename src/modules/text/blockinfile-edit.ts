import type { BlockParams } from './blockinfile-params.ts';
import { insertionPoint } from './lineinfile-edit.ts';
import { joinLines, splitLines } from './text-lines.ts';

type Edit = Pick<
  BlockParams,
  | 'block'
  | 'marker'
  | 'marker_begin'
  | 'marker_end'
  | 'state'
  | 'insertafter'
  | 'insertbefore'
  | 'prepend_newline'
  | 'append_newline'
>;

/** The text with the requested block. If no edit is needed, the text is returned byte for byte. */
export function editBlock(edit: Edit, text: string): string {
  const split = splitLines(text);
  const edited =
    edit.state === 'absent' || edit.block === '' ? without(edit, split.lines) : withBlock(edit, split.lines);
  const isSame = edited.length === split.lines.length && edited.every((line, i) => line === split.lines[i]);
  return isSame ? text : joinLines(split, edited);
}

const markerOf = ({ marker }: Edit, mark: string): string => marker.replaceAll('{mark}', mark);

/** The position of the block, including its markers; undefined if a marker is missing. */
function findBlock(edit: Edit, lines: readonly string[]): { start: number; end: number } | undefined {
  const begin = lines.lastIndexOf(markerOf(edit, edit.marker_begin));
  const end = lines.lastIndexOf(markerOf(edit, edit.marker_end));
  return begin < 0 || end < 0 ? undefined : { start: Math.min(begin, end), end: Math.max(begin, end) + 1 };
}

function without(edit: Edit, lines: readonly string[]): readonly string[] {
  const found = findBlock(edit, lines);
  return found ? lines.toSpliced(found.start, found.end - found.start) : lines;
}

function withBlock(edit: Edit, lines: readonly string[]): readonly string[] {
  const block = [markerOf(edit, edit.marker_begin), ...splitLines(edit.block).lines, markerOf(edit, edit.marker_end)];
  const found = findBlock(edit, lines);
  if (found) return lines.toSpliced(found.start, found.end - found.start, ...block);
  const at = insertionPoint({ ...edit, firstmatch: false }, lines);
  const before = edit.prepend_newline && at > 0 && lines[at - 1] !== '' ? [''] : [];
  const after = edit.append_newline && at < lines.length && lines[at] !== '' ? [''] : [];
  return lines.toSpliced(at, 0, ...before, ...block, ...after);
}
