/** The value of a Python literal as data: tuples and sets become lists, dictionary keys become text. */
export type LiteralData = string | number | bigint | boolean | null | LiteralData[] | { [key: string]: LiteralData };

/** The value of a Python literal such as `1`, `'1'` or `[1]`; undefined if the text is none, such as `0644`, and so means itself. */
export function parsePythonLiteral(text: string): { readonly value: LiteralData } | undefined {
  if (isObviouslyText(text)) return undefined;
  try {
    return { value: new LiteralParser(text).parse() };
  } catch (error) {
    if (error instanceof NotLiteral) return undefined;
    throw error;
  }
}

class NotLiteral extends Error {}

const MAX_DEPTH = 100;

/** Most values of a large inventory are words and addresses, for which the parser's exceptions would take too much time. */
function isObviouslyText(text: string): boolean {
  if (/^[\d.]+\.[\d.]*\.[\d.]+$/.test(text)) return true;
  return !/^\s*(?:[-+.\d"'[({]|True|False|None|set|[rRuUbB]{1,2}["'])/.test(text);
}

const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*\.?(?:[eE][-+]?\d(?:_?\d)*)?)(?![\w.])/y;
const STRING_START = /(?:[rRuUbB]|[rR][bB]|[bB][rR])?('''|"""|'|")/y;
const WORD = /[A-Za-z_]\w*/y;
const BLANKS = /[ \t]*(?:#[^\n]*)?/y;
const WORDS: Readonly<Record<string, LiteralData>> = { True: true, False: false, None: null };
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

class LiteralParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): LiteralData {
    this.#skip();
    const value = this.#tuple('');
    if (this.#at < this.#text.length) throw new NotLiteral();
    return value;
  }

  /** One value, or several values separated by commas, which are a tuple. */
  #tuple(closing: string): LiteralData {
    const first = this.#value();
    if (this.#peek() !== ',') return first;
    const items = [first];
    while (this.#take(',')) if (this.#peek() !== closing) items.push(this.#value());
    return items;
  }

  #value(): LiteralData {
    // as in Python, deeper nesting is treated as text
    if (++this.#depth > MAX_DEPTH) throw new NotLiteral();
    const value = this.#valueWithin();
    this.#depth--;
    return value;
  }

  #valueWithin(): LiteralData {
    const next = this.#peek();
    if (next === '[') return this.#list('[', ']');
    if (next === '(') return this.#parenthesis();
    if (next === '{') return this.#braces();
    if (next === '-' || next === '+') return this.#signed();
    const text = this.#string();
    if (text !== undefined) return text;
    const word = this.#word();
    return word === undefined ? this.#number() : word;
  }

  #list(opening: string, closing: string): LiteralData[] {
    this.#expect(opening);
    const items: LiteralData[] = [];
    while (this.#peek() !== closing) {
      items.push(this.#value());
      if (!this.#take(',')) break;
    }
    this.#expect(closing);
    return items;
  }

  #parenthesis(): LiteralData {
    this.#expect('(');
    const value = this.#peek() === ')' ? [] : this.#tuple(')');
    this.#expect(')');
    return value;
  }

  #braces(): LiteralData {
    const start = this.#at;
    this.#expect('{');
    if (this.#peek() !== '}') {
      this.#value();
      if (this.#peek() !== ':') {
        this.#at = start;
        return this.#set();
      }
    }
    this.#at = start;
    return this.#dictionary();
  }

  /** A set in a set is no value in Python; in an inventory it is an expression of Jinja. */
  #set(): LiteralData[] {
    const items = this.#list('{', '}');
    if (items.some((item) => typeof item === 'object' && item !== null)) throw new NotLiteral();
    return items;
  }

  #dictionary(): LiteralData {
    this.#expect('{');
    const entries: [string, LiteralData][] = [];
    while (this.#peek() !== '}') {
      const key = this.#value();
      if (typeof key === 'object' && key !== null) throw new NotLiteral();
      this.#expect(':');
      entries.push([String(key), this.#value()]);
      if (!this.#take(',')) break;
    }
    this.#expect('}');
    return Object.fromEntries(entries);
  }

  #signed(): LiteralData {
    const isNegative = this.#take('-');
    if (!isNegative) this.#expect('+');
    const value = this.#number();
    return isNegative ? -value : value;
  }

  #number(): number | bigint {
    const found = this.#match(NUMBER)?.[0].replaceAll('_', '');
    // Python rejects a number with a leading zero, so 0644 is text
    if (found === undefined || (/^0\d+$/.test(found) && Number(found) !== 0)) throw new NotLiteral();
    const value = Number(found);
    return /^\d+$/.test(found) && !Number.isSafeInteger(value) ? BigInt(found) : value;
  }

  #word(): LiteralData | undefined {
    const found = this.#match(WORD)?.[0];
    if (found === undefined) return undefined;
    if (found === 'set' && this.#take('(') && this.#take(')')) return [];
    if (!Object.hasOwn(WORDS, found)) throw new NotLiteral();
    return WORDS[found];
  }

  #string(): string | undefined {
    let value: string | undefined;
    for (let start = this.#match(STRING_START); start; start = this.#match(STRING_START)) {
      value = (value ?? '') + this.#stringBody(start[1] ?? '', /r/i.test(start[0]));
      this.#skip();
    }
    return value;
  }

  #stringBody(quote: string, isRaw: boolean): string {
    let value = '';
    while (!this.#text.startsWith(quote, this.#at)) {
      const character = this.#text[this.#at++];
      if (character === undefined) throw new NotLiteral();
      value += character === '\\' ? this.#escape(isRaw) : character;
    }
    this.#at += quote.length;
    return value;
  }

  #escape(isRaw: boolean): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new NotLiteral();
    if (isRaw) return `\\${character}`;
    const code = this.#match(/(?<=x)[\da-fA-F]{2}|(?<=u)[\da-fA-F]{4}|(?<=U)[\da-fA-F]{8}/y, false)?.[0];
    if (code !== undefined) return codePoint(Number.parseInt(code, 16));
    if (/[0-7]/.test(character))
      return codePoint(Number.parseInt(character + (this.#match(/[0-7]{1,2}/y, false)?.[0] ?? ''), 8));
    if (/[xuUN]/.test(character)) throw new NotLiteral();
    return ESCAPES[character] ?? `\\${character}`;
  }

  #match(pattern: RegExp, skipsBlanks = true): RegExpExecArray | undefined {
    if (skipsBlanks) this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    if (found && skipsBlanks && pattern !== STRING_START) this.#skip();
    return found ?? undefined;
  }

  #peek(): string {
    this.#skip();
    return this.#text[this.#at] ?? '';
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    this.#skip();
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NotLiteral();
  }

  #skip(): void {
    BLANKS.lastIndex = this.#at;
    BLANKS.exec(this.#text);
    this.#at = BLANKS.lastIndex;
  }
}

function codePoint(code: number): string {
  if (code > 0x10ffff) throw new NotLiteral();
  return String.fromCodePoint(code);
}
