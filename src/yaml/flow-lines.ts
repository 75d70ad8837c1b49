import { TextReader } from '../values/text-reader.ts';

/** A line that begins within brackets or quotes. */
export interface FlowLine {
  /** Offset of the line's start in the source. */
  readonly at: number;
  /** The column of the outermost bracket or quote around the line. */
  readonly column: number;
}

const BLANKS = /[ \t]*/y;
const LINE = /[^\n]*\n?/y;
const MARKER = /(?:---|\.\.\.)(?!\S)|%[^\n]*/y;
const ENTRY = /[-?:](?!\S)/y;
const PROPERTY = /[!&]\S*/y;
const BLOCK_HEADER = /[|>][-+\d]*[ \t]*(?:#[^\n]*)?(?:\n|(?![^]))/y;
const QUOTED = /'(?:[^']|'')*'|"(?:[^"\\]|\\[^])*"/y;
const OPENING = /[[{]/y;
const FLOW_TOKEN = /\s+(?:#[^\n]*)?|[[\]{},:]|'(?:[^']|'')*'|"(?:[^"\\]|\\[^])*"|[^\s,:[\]{}][^\s,:[\]{}]*/y;
const BLANK_LINE = /[ \t]*(?:\n|(?![^]))/y;

/** All lines of a source that begin within brackets or quotes, found in one pass. */
export function flowLines(source: string): readonly FlowLine[] {
  return new FlowReader(source).whole();
}

class FlowReader extends TextReader {
  readonly #found: FlowLine[] = [];
  /** The column of the last key or dash: its value has a deeper indentation. */
  #parent = -1;

  whole(): readonly FlowLine[] {
    while (!this.ended) this.#readNode();
    return this.#found;
  }

  /** Reads the possible starts of a node. */
  #readNode(): void {
    this.take(BLANKS);
    const column = this.at - this.text.lastIndexOf('\n', this.at - 1) - 1;
    if (column === 0 && this.take(MARKER)) this.#parent = -1;
    else if (this.take(ENTRY)) this.#parent = column;
    else if (this.take(BLOCK_HEADER)) this.#skipDeeper();
    else if (this.#takeFlow(column)) this.#takeColon(column);
    else if (!this.take(PROPERTY)) this.#readPlain(column);
  }

  #takeFlow(column: number): boolean {
    const start = this.at;
    if (!this.take(QUOTED) && !this.#takeBrackets()) return false;
    for (const { index } of this.text.slice(start, this.at).matchAll(/\n/g))
      this.#found.push({ at: start + index + 1, column });
    return true;
  }

  #takeBrackets(): boolean {
    if (!this.take(OPENING)) return false;
    for (let depth = 1; depth > 0 && !this.ended;) {
      const token = this.take(FLOW_TOKEN)?.[0] ?? '';
      if (token === '[' || token === '{') depth++;
      if (token === ']' || token === '}') depth--;
    }
    return true;
  }

  #takeColon(column: number): void {
    this.take(BLANKS);
    if (this.take(ENTRY)) this.#parent = column;
  }

  /** A key ends with its colon, a comment with its line; text continues in deeper lines. */
  #readPlain(column: number): void {
    const start = this.at;
    const line = this.take(LINE)?.[0] ?? '';
    const text = line.replace(/(?:^|\s)#.*/s, '');
    const colon = text.search(/:(?!\S)/);
    if (colon < 0) {
      if (text === line && text.trim() !== '') this.#skipDeeper();
      return;
    }
    this.#parent = column;
    this.at = start + colon + 1;
  }

  #skipDeeper(): void {
    const deeper = new RegExp(` {${this.#parent + 1}}(?!---|\\.\\.\\.)[^\\n]*\\n?`, 'y');
    while (!this.ended && (this.take(BLANK_LINE) ?? this.take(deeper)));
  }
}
