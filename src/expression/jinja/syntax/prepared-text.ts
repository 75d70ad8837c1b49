/** A text for the lexer, with a mapping of its offsets to the original text. */
export interface PreparedText {
  readonly text: string;
  readonly toOriginal: (offset: number) => number;
}

/** A replacement of a part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Normalizes line breaks to `\n`, and removes the last one unless it must be kept. */
export function prepareText(text: string, keepTrailingNewline: boolean): PreparedText {
  const unified = text.includes('\r') ? applyEdits({ text, toOriginal: (at) => at }, lineBreaks(text)) : identity(text);
  if (keepTrailingNewline || !unified.text.endsWith('\n')) return unified;
  return { ...unified, text: unified.text.slice(0, -1) };
}

const identity = (text: string): PreparedText => ({ text, toOriginal: (offset) => offset });

const lineBreaks = (text: string): Edit[] =>
  [...text.matchAll(/\r\n?/g)].map(({ 0: found, index }) => ({ start: index, end: index + found.length, text: '\n' }));

/** Applies edits, which are in order and do not overlap. */
export function applyEdits(source: PreparedText, edits: readonly Edit[]): PreparedText {
  if (edits.length === 0) return source;
  let text = '';
  let at = 0;
  const pieces: { readonly start: number; readonly original: number; readonly verbatim: boolean }[] = [];
  for (const edit of edits) {
    pieces.push({ start: text.length, original: at, verbatim: true });
    text += source.text.slice(at, edit.start);
    pieces.push({ start: text.length, original: edit.start, verbatim: false });
    text += edit.text;
    at = edit.end;
  }
  pieces.push({ start: text.length, original: at, verbatim: true });
  text += source.text.slice(at);
  const toOriginal = (offset: number): number => {
    const piece = pieces.findLast(({ start }) => start <= offset);
    if (!piece) return source.toOriginal(offset);
    return source.toOriginal(piece.verbatim ? piece.original + offset - piece.start : piece.original);
  };
  return { text, toOriginal };
}
