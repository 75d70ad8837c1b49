import { TextReader } from '../../../values/text-reader.ts';
import { unescapeString } from '../syntax/string-literal.ts';
import { makeDict } from './dict.ts';
import { intOfDigits } from './parse-number.ts';
import { PyError } from './py-error.ts';
import { JinjaSyntaxError } from '../syntax/syntax-error.ts';
import { isNumber, makeFloat, Tuple } from './values.ts';
import { sign } from './arithmetic.ts';

/** The result of `literalEval` for a text that is not a literal. */
export const NO_LITERAL: unique symbol = Symbol('no literal');

/**
 * The value of a Python literal: numbers, texts, lists, tuples, dicts, and also JSON's `true`, `false` and
 * `null`, as in Ansible. `NO_LITERAL` for other texts.
 */
export function literalEval(text: string): unknown {
  try {
    return new LiteralReader(text).whole();
  } catch (error) {
    if (error instanceof NotLiteral || error instanceof PyError || error instanceof JinjaSyntaxError) return NO_LITERAL;
    throw error;
  }
}

class NotLiteral extends Error {}

const SPACE = /(?:[ \t\f\n\r]|#[^\n]*|\\\n)*/y;
const END = /(?:[ \t\f\n\r]|#[^\n]*(?![^\n]))*$/y;
const NUMBER =
  /(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*\.(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][-+]?\d(?:_?\d)*|[1-9](?:_?\d)*|0(?:_?0)*)(?![\w.])/y;
const STRING =
  /([rRuU]?)(?:'''((?:[^\\]|\\[^])*?)'''|"""((?:[^\\]|\\[^])*?)"""|'((?:[^'\\\n]|\\[^])*)'|"((?:[^"\\\n]|\\[^])*)")/y;
const WORD = /[A-Za-z_]\w*/y;

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['null', null],
]);

const DEEPEST = 90;

class LiteralReader extends TextReader {
  #depth = 0;

  whole(): unknown {
    const value = this.#list();
    if (this.take(END) === undefined || !this.ended) throw new NotLiteral();
    return value;
  }

  /** Values separated by commas are a tuple, even without parentheses. */
  #list(): unknown {
    const first = this.#value();
    if (!this.takeChar(',')) return first;
    const items = [first];
    for (this.take(SPACE); !this.ended; this.take(SPACE)) {
      items.push(this.#value());
      if (!this.takeChar(',')) break;
    }
    return Tuple.make(...items);
  }

  #value(): unknown {
    if (++this.#depth > DEEPEST) throw new NotLiteral();
    this.take(SPACE);
    const value = this.#atom();
    this.take(SPACE);
    this.#depth--;
    return value;
  }

  #atom(): unknown {
    const char = this.text.charAt(this.at);
    if (char === '[') return this.#items(']').items;
    if (char === '(') return this.#tuple();
    if (char === '{') return this.#dict();
    if (char === '-' || char === '+') return this.#signed(char);
    const string = this.#string();
    if (string !== undefined) return string;
    const number = this.take(NUMBER);
    if (number) return numberOf(number[0].replaceAll('_', ''));
    const word = this.take(WORD)?.[0] ?? '';
    if (!WORDS.has(word)) throw new NotLiteral();
    return WORDS.get(word);
  }

  #signed(operator: '-' | '+'): unknown {
    this.at++;
    const value = this.#value();
    if (!isNumber(value) || typeof value === 'boolean') throw new NotLiteral();
    return sign(operator, value);
  }

  /** Adjacent strings are concatenated. */
  #string(): string | undefined {
    let text: string | undefined;
    for (let match = this.take(STRING); match; match = this.take(STRING)) {
      const body = match[2] ?? match[3] ?? match[4] ?? match[5] ?? '';
      text = (text ?? '') + (match[1]?.toLowerCase() === 'r' ? body : unescapeString(body, 0));
      this.take(SPACE);
    }
    return text;
  }

  #tuple(): unknown {
    const { items, commas } = this.#items(')');
    return items.length === 1 && commas === 0 ? items[0] : Tuple.make(...items);
  }

  #items(close: string): { items: unknown[]; commas: number } {
    const items: unknown[] = [];
    let commas = 0;
    this.at++;
    for (;;) {
      this.take(SPACE);
      if (this.takeChar(close)) return { items, commas };
      if (items.length > commas) throw new NotLiteral();
      items.push(this.#value());
      if (this.takeChar(',')) commas++;
    }
  }

  #dict(): unknown {
    const entries: [unknown, unknown][] = [];
    let needsComma = false;
    this.at++;
    for (;;) {
      this.take(SPACE);
      if (this.takeChar('}')) return makeDict(entries);
      if (needsComma) throw new NotLiteral();
      const key = this.#value();
      if (!this.takeChar(':')) throw new NotLiteral();
      entries.push([key, this.#value()]);
      needsComma = !this.takeChar(',');
    }
  }
}

const numberOf = (digits: string): unknown =>
  /^0[xXoObB]/.test(digits) || /^\d+$/.test(digits) ? intOfDigits(digits) : makeFloat(Number(digits));
