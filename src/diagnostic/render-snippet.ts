import type { SourceRange } from './source-range.ts';
import { lineAt, positionAt, renderLocation } from './source-range.ts';
import { columnsOf, escapeControls } from './visible-text.ts';
import { wrapText } from './wrap-text.ts';

export interface SnippetOptions {
  readonly mask: (text: string) => string;
  readonly width?: number | undefined;
}

const MAX_COLUMNS = 400;

/**
 * The place, and the line with carets below what is meant, as much of the line around it as fits. Of a source that was encrypted, or of
 * which nothing but the path is known, the place alone.
 */
export function renderSnippet(range: SourceRange, { mask, width }: SnippetOptions): string[] {
  const { source } = range;
  if (source.text === '') return wrapText(` --> ${escapeControls(source.path)}`, width, '    ');
  const { line, column } = positionAt(source, range.start);
  const gutter = ' '.repeat(String(line).length);
  const place = `${gutter}--> ${escapeControls(renderLocation(range))}`;
  if (source.secret) return wrapText(place, width, '    ');
  const text = lineAt(source, range.start);
  const length = Math.max(1, Math.min(range.end - range.start, text.length - column + 1));
  const room = Math.max(20, Math.min(MAX_COLUMNS, (width ?? MAX_COLUMNS) - gutter.length - 3));
  const { shown, pad, carets } = cut(mask(text), { column, length, room });
  return [
    ...wrapText(place, width, '    '),
    `${gutter} |`,
    `${line} | ${shown}`,
    `${gutter} | ${' '.repeat(pad)}${'^'.repeat(carets)}`,
  ];
}

interface Cut {
  readonly column: number;
  readonly length: number;
  readonly room: number;
}

/** As much of a line as there is room for, with what is meant in it. `pad` and `carets` are columns. */
function cut(text: string, { column, length, room }: Cut): { shown: string; pad: number; carets: number } {
  const at = Math.min(column - 1, text.length);
  const isWhole = text.length <= room && columnsOf(escapeControls(text)) <= room;
  const from = isWhole ? 0 : Math.max(0, Math.min(at - Math.floor(room / 3), text.length - room + 2));
  const before = (from > 0 ? '…' : '') + escapeControls(text.slice(from, at));
  const after = escapeControls(text.slice(at, at + room));
  const fitted = isWhole ? after : fit(after, room - columnsOf(before) - 1);
  const isCut = at + room < text.length || fitted.length < escapeControls(text.slice(at)).length;
  const carets = Math.min(columnsOf(escapeControls(text.slice(at, at + Math.min(length, room)))), columnsOf(fitted));
  return { shown: before + fitted + (isCut ? '…' : ''), pad: columnsOf(before), carets: Math.max(1, carets) };
}

/** The beginning of a text that takes at most so many columns. */
function fit(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let fitted = '';
  for (const character of text) {
    if (columnsOf(fitted + character) > columns) break;
    fitted += character;
  }
  return fitted;
}
