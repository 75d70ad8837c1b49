import { dictGet, dictHas } from './dict.ts';
import { formatFloat } from './format-number.ts';
import { PyError, refused, typeError, valueError } from './py-error.ts';
import { ascii, repr, str } from './repr.ts';
import { refuseUndefined } from './undefined.ts';
import { isDict, isFloat, isInt, isNumber, toNumber, Tuple, typeName } from './values.ts';
import { LONGEST_TEXT } from './stopwatch.ts';
import { charsOf, textLength } from './text.ts';

const CONVERSION = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([^]?)/g;

/** `text % values`, like C's printf. */
export function formatPercent(text: string, values: unknown): string {
  refuseUndefined(values);
  const args = values instanceof Tuple ? [...values] : [values];
  let used = 0;
  let named = false;
  const next = (): unknown => {
    if (used >= args.length) throw typeError('not enough arguments for format string');
    return args[used++];
  };
  const result = text.replace(
    CONVERSION,
    (_: string, key?: string, flags?: string, width?: string, precision?: string, type?: string): string => {
      if (type === '%') return '%';
      if (key !== undefined) named = true;
      const [w, p] = [sizeOf(width, next), sizeOf(precision, next)];
      return convert(
        { type: type ?? '', flags: flags ?? '', width: w, precision: p },
        key === undefined ? next() : byKey(values, key),
      );
    },
  );
  // TypeScript does not see that the function above sets it
  if (
    used < args.length &&
    !(named as boolean) &&
    !isDict(values) &&
    !(Array.isArray(values) && !(values instanceof Tuple))
  ) {
    throw typeError('not all arguments converted during string formatting');
  }
  return result;
}

function sizeOf(size: string | undefined, next: () => unknown): number | undefined {
  if (size === undefined) return undefined;
  return size === '*' ? Number(next()) : Number(size);
}

function byKey(values: unknown, key: string): unknown {
  if (!isDict(values)) throw typeError('format requires a mapping');
  if (!dictHas(values, key)) throw new PyError('KeyError', `the mapping has no key ${key}`);
  return dictGet(values, key);
}

interface Conversion {
  readonly type: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

function convert({ type, flags, width = 0, precision }: Conversion, value: unknown): string {
  const left = flags.includes('-') || width < 0;
  const body = bodyOf(type, value, { flags, precision });
  const room = Math.max(0, checkedSize(Math.abs(width)) - textLength(body));
  if (left) return body + ' '.repeat(room);
  if (!flags.includes('0') || 'srac'.includes(type)) return ' '.repeat(room) + body;
  const [, sign = '', digits = ''] = /^([+\- ]?(?:0[xXo])?)([^]*)$/.exec(body) ?? [];
  return sign + '0'.repeat(room) + digits;
}

const cut = (text: string, length: number | undefined): string =>
  length === undefined ? text : charsOf(text).slice(0, length).join('');

function character(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string' && textLength(value) === 1) return value;
  if (!isInt(value)) throw typeError('%c requires int or char');
  if (value < 0 || value > 0x10ffff) throw new PyError('OverflowError', '%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(value));
}

function checkedSize(size: number): number {
  if (size > LONGEST_TEXT) throw refused(`A text has at most ${LONGEST_TEXT} characters here`);
  return size;
}

function bodyOf(type: string, value: unknown, { flags, precision }: Pick<Conversion, 'flags' | 'precision'>): string {
  switch (type) {
    case 's':
      return cut(str(value), precision);
    case 'r':
      return cut(repr(value), precision);
    case 'a':
      return cut(ascii(value), precision);
    case 'c':
      return character(value);
    case 'd':
    case 'i':
    case 'u':
      return signed(integerOf(type, value), flags, (n) => n.toString().padStart(checkedSize(precision ?? 0), '0'));
    case 'x':
    case 'X':
    case 'o':
      return radix(type, value, flags);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floating(type, value, { flags, precision });
    default:
      throw type === '' ? valueError('incomplete format') : valueError(`unsupported format character '${type}'`);
  }
}

function integerOf(type: string, value: unknown): bigint {
  refuseUndefined(value);
  if (isNumber(value)) return typeof value === 'bigint' ? value : BigInt(Math.trunc(toNumber(value)));
  throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
}

function signed(value: bigint, flags: string, digits: (n: bigint) => string): string {
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + digits(value < 0n ? -value : value);
}

function radix(type: string, value: unknown, flags: string): string {
  if (isFloat(value) || !isNumber(value))
    throw typeError(`%${type} format: an integer is required, not ${typeName(value)}`);
  const prefix = flags.includes('#') ? `0${type}` : '';
  const text = signed(integerOf(type, value), flags, (n) => prefix + n.toString(type === 'o' ? 8 : 16));
  return type === 'X' ? text.toUpperCase() : text;
}

function floating(type: string, value: unknown, { flags, precision }: Pick<Conversion, 'flags' | 'precision'>): string {
  refuseUndefined(value);
  if (!isNumber(value)) throw typeError(`must be real number, not ${typeName(value)}`);
  const number = toNumber(value);
  const negative = number < 0 || Object.is(number, -0);
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + formatFloat(Math.abs(number), type, precision ?? 6, { alternate: flags.includes('#') });
}
