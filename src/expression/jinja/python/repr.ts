import { dictEntries } from './dict.ts';
import { refused } from './py-error.ts';
import { PyRange } from './py-range.ts';
import { Undefined } from './undefined.ts';
import { DictView, isDict, isFloat, isNumber, PyObject, toNumber, Tuple, typeName } from './values.ts';
import { step } from './stopwatch.ts';

/** `str()`: the text of a value. Fails for a strict undefined value. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return value.strict ? value.raise() : '';
  return value instanceof PyObject ? textOf(value, value.printed()) : repr(value);
}

/** `repr()`: the text of a value in Python's source syntax. */
export function repr(value: unknown): string {
  step();
  if (typeof value === 'string') return reprText(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isNumber(value)) return isFloat(value) ? reprFloat(toNumber(value)) : String(value);
  if (Array.isArray(value)) return reprItems(value);
  if (value instanceof PyRange) return reprRange(value);
  if (value instanceof Undefined) return value.strict ? value.raise() : 'Undefined';
  if (value instanceof PyObject) return textOf(value, value.text());
  if (isDict(value))
    return `{${dictEntries(value)
      .map(([key, item]) => `${repr(key)}: ${repr(item)}`)
      .join(', ')}}`;
  throw refused('omit cannot be printed');
}

/** `ascii()`: like `repr()`, with non-ASCII characters escaped. */
export const ascii = (value: unknown): string =>
  repr(value).replace(/[^\0-\x7f]/gu, (char) => escapeCode(char.codePointAt(0) ?? 0));

function textOf(value: PyObject, text: string | undefined): string {
  if (text === undefined) throw refused(`${typeName(value)} has no text that could be printed`);
  return text;
}

function reprItems(value: readonly unknown[]): string {
  const items = value.map(repr).join(', ');
  if (value instanceof Tuple) return value.length === 1 ? `(${items},)` : `(${items})`;
  return value instanceof DictView ? `${value.view}([${items}])` : `[${items}]`;
}

const reprRange = ({ start, stop, step }: PyRange): string =>
  step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;

/** The shortest digits that identify the float, in Python's notation. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const exponent = Number(exponentText);
  const sign = value < 0 ? '-' : '';
  const plain = digits.replace('.', '');
  if (exponent < -4 || exponent >= 16) {
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${plain}`;
  const padded = plain.padEnd(exponent + 1, '0');
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const PLAIN = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;
const SPECIAL = /[\\\n\r\t]|(?! )[\p{C}\p{Z}]/gu;

function reprText(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(SPECIAL, (char) => ESCAPES[char] ?? escapeCode(char.codePointAt(0) ?? 0));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
