import { TextReader } from '../../../values/text-reader.ts';
import { unescapeJson } from './json-string.ts';
import { dictEntries, makeDict } from './dict.ts';
import { order } from './compare.ts';
import { PyDate } from './date.ts';
import { DateTime, isoFormat } from './datetime.ts';
import { itemsOf } from './iterate.ts';
import { intOfDigits } from './parse-number.ts';
import { refused, typeError, valueError } from './py-error.ts';
import { reprFloat } from './repr.ts';
import { refuseUndefined } from './undefined.ts';
import { DictView, isDict, isFloat, isNumber, makeFloat, PyObject, toNumber, typeName } from './values.ts';
import { repeatText, step } from './stopwatch.ts';

/** `json.loads()` */
export function parseJson(text: string): unknown {
  const reader = new JsonReader(text);
  return reader.whole();
}

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;

const STRING = /"((?:[^"\\\0-\x1f]|\\[^])*)"/y;
const WORD = /-?[A-Za-z]+/y;

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

const notJson = (): Error => valueError('the text is not JSON');

class JsonReader extends TextReader {
  whole(): unknown {
    const value = this.#value();
    if (!this.ended) throw notJson();
    return value;
  }

  #value(): unknown {
    this.take(BLANKS);
    const value = this.#atom();
    this.take(BLANKS);
    return value;
  }

  #atom(): unknown {
    const char = this.text.charAt(this.at);
    if (char === '{') return this.#object();
    if (char === '[') return this.#list();
    if (char === '"') return this.#string();
    const number = this.take(NUMBER);
    if (number) {
      const isFloating = number[1] !== undefined || number[2] !== undefined;
      return isFloating ? makeFloat(Number(number[0])) : intOfDigits(number[0]);
    }
    const word = this.take(WORD)?.[0] ?? '';
    if (!WORDS.has(word)) throw notJson();
    return WORDS.get(word);
  }

  #string(): string {
    const match = this.take(STRING);
    if (!match) throw notJson();
    return unescapeJson(match[1] ?? '');
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    this.at++;
    this.take(BLANKS);
    if (this.takeChar(']')) return items;
    for (;;) {
      items.push(this.#value());
      if (this.takeChar(']')) return items;
      if (!this.takeChar(',')) throw notJson();
    }
  }

  #object(): unknown {
    const entries: [string, unknown][] = [];
    this.at++;
    this.take(BLANKS);
    if (this.takeChar('}')) return makeDict(entries);
    for (;;) {
      this.take(BLANKS);
      const key = this.#string();
      this.take(BLANKS);
      if (!this.takeChar(':')) throw notJson();
      entries.push([key, this.#value()]);
      if (this.takeChar('}')) return makeDict(entries);
      if (!this.takeChar(',')) throw notJson();
    }
  }
}

export interface JsonForm {
  readonly indent: string | undefined;
  readonly sortKeys: boolean;
  readonly ensureAscii: boolean;
  readonly itemSeparator: string;
  readonly keySeparator: string;
}

/** `json.dumps()` */
export function dumpJson(value: unknown, form: JsonForm, level = 0): string {
  step();
  if (typeof value === 'string') return jsonText(value, form.ensureAscii);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return isFloat(value) ? jsonFloat(toNumber(value)) : String(value);
  refuseUndefined(value);
  if (isDict(value)) return dumpDict(value, form, level);
  if (value instanceof DateTime) return jsonText(isoFormat(value, 'T'), true);
  if (value instanceof PyDate) return jsonText(value.printed(), true);
  if (value instanceof PyObject || value instanceof DictView) {
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  }
  if (typeof value === 'symbol') throw refused('omit cannot be printed');
  const items = itemsOf(value).map((item) => dumpJson(item, form, level + 1));
  return wrapped({ open: '[', close: ']', items }, form, level);
}

function dumpDict(value: Parameters<typeof dictEntries>[0], form: JsonForm, level: number): string {
  const entries = dictEntries(value);
  const sorted = form.sortKeys ? entries.toSorted(([a], [b]) => order(a, b)) : entries;
  const items = sorted.map(
    ([key, item]) => jsonText(keyText(key), form.ensureAscii) + form.keySeparator + dumpJson(item, form, level + 1),
  );
  return wrapped({ open: '{', close: '}', items }, form, level);
}

function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return String(key);
  if (isNumber(key)) return isFloat(key) ? jsonFloat(toNumber(key)) : String(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

interface Brackets {
  readonly open: string;
  readonly close: string;
  readonly items: readonly string[];
}

function wrapped({ open, close, items }: Brackets, { indent, itemSeparator }: JsonForm, level: number): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(itemSeparator) + close;
  const line = `\n${repeatText(indent, level + 1)}`;
  return `${open}${line}${items.join(itemSeparator + line)}\n${repeatText(indent, level)}${close}`;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return reprFloat(value);
}

function jsonText(text: string, ensureAscii: boolean): string {
  const json = JSON.stringify(text);
  if (!ensureAscii) return json;
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
