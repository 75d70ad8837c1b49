/** A text that a person wrote, kept whole so that a message can show the line it speaks of. */
export interface SourceFile {
  /** Path as the user would type it: relative to the working directory where possible. */
  readonly path: string;
  readonly text: string;
  /** The text was encrypted: a message may name the line, but must not show it. */
  readonly secret?: boolean | undefined;
}

/** A half-open span `[start, end)` of UTF-16 offsets in one source. */
export interface SourceRange {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Line and column of an offset, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where an offset falls. Offsets past the end give the last position. */
export function positionAt(source: SourceFile, offset: number): Position {
  const at = Math.min(Math.max(0, offset), source.text.length);
  const starts = lineStarts(source);
  let line = 0;
  for (let end = starts.length; end - line > 1;) {
    const middle = (line + end) >> 1;
    if ((starts[middle] ?? 0) <= at) line = middle;
    else end = middle;
  }
  return { line: line + 1, column: at - (starts[line] ?? 0) + 1 };
}

/** The line that an offset falls into, without its end. */
export function lineAt(source: SourceFile, offset: number): string {
  const { column } = positionAt(source, offset);
  const start = Math.min(Math.max(0, offset), source.text.length) - column + 1;
  const end = source.text.indexOf('\n', start);
  return source.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** Kept for each source: every event of a run names a line. */
const startsOf = new WeakMap<SourceFile, readonly number[]>();

function lineStarts(source: SourceFile): readonly number[] {
  const known = startsOf.get(source);
  if (known) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  startsOf.set(source, starts);
  return starts;
}

/** `file:line` or `file:line:column`, the form that editors and terminals make clickable. */
export function renderLocation(range: SourceRange, withColumn = true): string {
  const { line, column } = positionAt(range.source, range.start);
  return `${range.source.path}:${line}${withColumn ? `:${column}` : ''}`;
}

/** A place of which nothing is shown but its name: a file as a whole, or a flag with its value, as the command line has it. */
export const placeOf = (name: string): SourceRange => ({ source: { path: name, text: '' }, start: 0, end: 0 });
