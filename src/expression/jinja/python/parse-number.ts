import { valueError } from './py-error.ts';
import { strip } from './text.ts';
import { makeFloat, makeInt } from './values.ts';
import type { PyFloatLike } from './values.ts';

const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/** Converts the decimal digits of all scripts to ASCII. */
const withAsciiDigits = (text: string): string => text.replace(/(?![0-9])\p{Nd}/gu, (char) => String(digitOf(char)));

/** In each script, the ten digits are consecutive in Unicode, in blocks of ten or of several tens. */
function digitOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/** `float(text)`; undefined if the text is not a number. */
export function parseFloatText(text: string): PyFloatLike | undefined {
  const digits = withAsciiDigits(strip(text));
  const special = SPECIAL.exec(digits);
  if (special) return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  return FLOAT.test(digits) ? makeFloat(Number(digits.replaceAll('_', ''))) : undefined;
}

/** Python's limit of digits of an int, from 3.11 on. */
const MOST_DIGITS = 4300;

/** The int for the digits of a literal, possibly with a prefix such as `0x`. Throws `ValueError` for too many digits. */
export function intOfDigits(digits: string): number | bigint {
  if (digits.length > MOST_DIGITS) throw valueError(`An int has at most ${MOST_DIGITS} digits`);
  return makeInt(BigInt(digits));
}

const PREFIXES: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2 };

/** `int(text, base)`; undefined if the text is not an integer. */
export function parseIntText(text: string, base = 10): number | bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)([^]*)$/.exec(withAsciiDigits(strip(text))) ?? [];
  const prefix = body.slice(0, 2).toLowerCase();
  const prefixed = PREFIXES[prefix] !== undefined && (base === 0 || base === PREFIXES[prefix]);
  const radix = prefixed ? (PREFIXES[prefix] ?? 10) : base === 0 ? 10 : base;
  const digits = prefixed ? body.slice(2).replace(/^_/, '') : body;
  if (!/^[\da-z]+(?:_[\da-z]+)*$/i.test(digits)) return undefined;
  if (base === 0 && !prefixed && /^0_?\d/.test(digits) && /[1-9]/.test(digits)) return undefined;
  if (digits.length > MOST_DIGITS) return undefined;
  const value = inBase(digits.replaceAll('_', '').toLowerCase(), radix);
  return value === undefined ? undefined : makeInt(sign === '-' ? -value : value);
}

function inBase(digits: string, radix: number): bigint | undefined {
  let value = 0n;
  for (const digit of digits) {
    const number = parseInt(digit, 36);
    if (number >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(number);
  }
  return value;
}
