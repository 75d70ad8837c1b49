import type { ScalarStyle } from './scalar-style.ts';

interface IndicatorOptions {
  /** Whether a space must precede it. */
  readonly space?: boolean;
  readonly whitespace?: boolean;
  readonly indention?: boolean;
}

const BREAKS = '\n\x85\u2028\u2029';

/** Writes the parts of a YAML document with PyYAML's rules for spaces, lines and folding. */
export class YamlWriter {
  text = '';
  /** Whether the line contains only its indentation and indicators. */
  indention = true;
  readonly #step: number;
  readonly #width: number;
  #whitespace = true;
  #column = 0;
  #indent: number | undefined;
  readonly #indents: (number | undefined)[] = [];

  constructor(step: number, width: number) {
    this.#step = step;
    this.#width = width;
  }

  get isWide(): boolean {
    return this.#column > this.#width;
  }

  increase(flow: boolean, indentless: boolean): void {
    this.#indents.push(this.#indent);
    if (this.#indent === undefined) this.#indent = flow ? this.#step : 0;
    else if (!indentless) this.#indent += this.#step;
  }

  decrease(): void {
    this.#indent = this.#indents.pop();
  }

  indicator(text: string, { space = false, whitespace = false, indention = false }: IndicatorOptions): void {
    this.#write(this.#whitespace || !space ? text : ` ${text}`);
    this.#whitespace = whitespace;
    this.indention = this.indention && indention;
  }

  newLine(): void {
    const indent = this.#indent ?? 0;
    if (!this.indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#break();
    if (this.#column < indent) {
      this.#whitespace = true;
      this.#write(' '.repeat(indent - this.#column));
    }
  }

  endLine(): void {
    if (this.#column > 0) this.#break();
  }

  scalar(text: string, style: ScalarStyle, split: boolean): void {
    if (style === 'plain') this.#plain(text, split);
    else if (style === 'single') this.#single(text, split);
    else this.#double(text, split);
  }

  #plain(text: string, split: boolean): void {
    if (text === '') return;
    if (!this.#whitespace) this.#write(' ');
    this.#whitespace = false;
    this.indention = false;
    for (const [piece, blanks = ''] of pieces(text)) {
      this.#write(piece);
      if (blanks === ' ' && this.isWide && split) {
        this.newLine();
        this.#whitespace = false;
        this.indention = false;
      } else this.#write(blanks);
    }
  }

  #single(text: string, split: boolean): void {
    this.indicator("'", { space: true });
    let at = 0;
    for (const [, word = '', spaces = '', breaks = ''] of text.matchAll(
      /([^ \n\x85\u2028\u2029]+)|( +)|([\n\x85\u2028\u2029]+)/g,
    )) {
      const isEdge = at === 0 || at + spaces.length === text.length;
      at += word.length + spaces.length + breaks.length;
      if (breaks !== '') this.#breaks(breaks);
      else if (spaces === ' ' && this.isWide && split && !isEdge) this.newLine();
      else this.#write(word.replaceAll("'", "''") + spaces);
    }
    this.indicator("'", {});
  }

  #breaks(breaks: string): void {
    if (breaks.startsWith('\n')) this.#break();
    for (const char of breaks) this.#break(char);
    this.newLine();
  }

  #double(text: string, split: boolean): void {
    this.indicator('"', { space: true });
    let start = 0;
    for (let end = 0, char = ''; end <= text.length; end += Math.max(1, char.length)) {
      char = charAt(text, end);
      if (char === '' || needsEscape(char)) {
        this.#write(text.slice(start, end));
        start = end;
        if (char !== '') {
          this.#write(escaped(char));
          start = end + char.length;
        }
      }
      const mayFold = end > 0 && end < text.length - 1 && (char === ' ' || start >= end);
      if (!mayFold || this.#column + (end - start) <= this.#width || !split) continue;
      this.#write(`${text.slice(start, end)}\\`);
      if (start < end) start = end;
      this.newLine();
      this.#whitespace = false;
      this.indention = false;
      if (text.charAt(start) === ' ') this.#write('\\');
    }
    this.indicator('"', {});
  }

  #write(text: string): void {
    this.text += text;
    this.#column += text.length;
  }

  #break(char = '\n'): void {
    this.#whitespace = true;
    this.indention = true;
    this.#column = 0;
    this.text += char;
  }
}

const charAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';

/** Words, each with the spaces after it. */
const pieces = (text: string): [string, string][] =>
  [...text.matchAll(/([^ ]*)( +|$)/g)].map((match): [string, string] => [match[1] ?? '', match[2] ?? '']);

const needsEscape = (char: string): boolean =>
  `"\\${BREAKS.slice(1)}\ufeff`.includes(char) || !/[\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]/u.test(char);

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (hex.length > 4) return `\\U${hex.padStart(8, '0')}`;
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
