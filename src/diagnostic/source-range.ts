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
  const before = source.text.slice(0, Math.max(0, offset));
  const line = before.split('\n').length;
  return { line, column: before.length - before.lastIndexOf('\n') };
}

/** `file:line` or `file:line:column`, the form that editors and terminals make clickable. */
export function renderLocation(range: SourceRange, withColumn = true): string {
  const { line, column } = positionAt(range.source, range.start);
  return `${range.source.path}:${line}${withColumn ? `:${column}` : ''}`;
}
