import { truth } from '../python/compare.ts';
import { dictEntries } from '../python/dict.ts';
import { itemsOf, lengthOf } from '../python/iterate.ts';
import { PyError, typeError, valueError } from '../python/py-error.ts';
import { parseFloatText, parseIntText } from '../python/parse-number.ts';
import { formatFloat } from '../python/format-number.ts';
import { roundInt, roundTo } from '../python/round.ts';
import { str } from '../python/repr.ts';
import { calculate } from '../python/arithmetic.ts';
import { getAttribute } from '../python/subscript.ts';
import { refuseUndefined, Undefined } from '../python/undefined.ts';
import { isDict, isFloat, isNumber, makeFloat, makeInt, PyFloat, toNumber, Tuple, typeName } from '../python/values.ts';
import { filter } from './define.ts';

const byDefault = (value: unknown, [other = '', evenIfFalse = false]: readonly unknown[]): unknown =>
  value instanceof Undefined || (truth(evenIfFalse) && !truth(value)) ? other : value;

/** `int()` of a number or a text, as in the filter; undefined if there is no result. */
export function toInt(value: unknown, base: number): number | bigint | undefined {
  if (typeof value === 'string') return parseIntText(value, base) ?? truncated(parseFloatText(value));
  return isNumber(value) ? truncated(value) : undefined;
}

function truncated(value: Parameters<typeof toNumber>[0] | undefined): number | bigint | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'bigint') return value;
  const number = toNumber(value);
  return Number.isFinite(number) ? makeInt(BigInt(Math.trunc(number))) : undefined;
}

function absolute(value: unknown): unknown {
  refuseUndefined(value);
  if (!isNumber(value)) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  if (isFloat(value)) return makeFloat(Math.abs(toNumber(value)));
  return typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(Number(value));
}

function round(value: unknown, [precision = 0, method = 'common']: readonly unknown[]): unknown {
  refuseUndefined(value);
  if (!isNumber(value)) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  const digits = Number(precision);
  if (method === 'common')
    return isFloat(value) ? makeFloat(roundTo(toNumber(value), digits)) : roundInt(BigInt(value), digits);
  if (method !== 'ceil' && method !== 'floor') throw new PyError('ValueError', 'method must be common, ceil or floor');
  return makeFloat(Math[method](toNumber(value) * 10 ** digits) / 10 ** digits + 0);
}

function sum(value: unknown, items: readonly unknown[], start: unknown): unknown {
  refuseUndefined(value);
  if (typeof start === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  return items.reduce((total, item) => calculate('+', total, item), start);
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

const signedFixed = (value: number): string => (value < 0 ? '-' : '') + formatFloat(Math.abs(value), 'f', 1);

function fileSize(value: unknown, [binary = false]: readonly unknown[]): string {
  const bytes =
    typeof value === 'string' ? toNumber(parseFloatText(value) ?? NaN) : isNumber(value) ? toNumber(value) : NaN;
  if (Number.isNaN(bytes)) throw valueError('could not convert to a number');
  const base = truth(binary) ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const last = UNITS.length - 1;
  const i = UNITS.findIndex((_, at) => bytes < base ** (at + 2));
  const at = i < 0 ? last : i;
  const unit = UNITS[at] ?? '';
  return `${signedFixed((base * bytes) / base ** (at + 2))} ${truth(binary) ? unit.replace('k', 'K').replace('B', 'iB') : unit}`;
}

/** Filters for single values: numbers, and values that may be missing. */
export const VALUE_FILTERS = [
  filter('default d', 'default_value? boolean?', byDefault),
  filter('int', 'default? base?', (value, [other = 0, base = 10]) => {
    refuseUndefined(value);
    return toInt(value, Number(base)) ?? other;
  }),
  filter('float', 'default?', (value, [other = new PyFloat(0)]) => {
    refuseUndefined(value);
    if (typeof value === 'string') return parseFloatText(value) ?? other;
    return isNumber(value) ? makeFloat(toNumber(value)) : other;
  }),
  filter('abs', '', absolute),
  filter('round', 'precision? method?', round),
  filter('string', '', (value) => str(value)),
  filter('safe', '', (value) => str(value)),
  filter('list', '', (value) => [...itemsOf(value)]),
  filter('length count', '', (value) => lengthOf(value)),
  filter('attr', 'name', (value, [name], $) => {
    refuseUndefined(value);
    const found = isDict(value) ? undefined : getAttribute(value, str(name));
    return found ?? $.undefinedKey(value, name, $.at);
  }),
  filter('sum', 'attribute? start?', (value, [attribute = null, start = 0], $) =>
    sum(value, $.attributes(value, attribute), start),
  ),
  filter('filesizeformat', 'binary?', fileSize),
  filter('items', '', (value) => {
    if (value instanceof Undefined) return [];
    if (!isDict(value)) throw typeError('Can only get item pairs from a mapping.');
    return dictEntries(value).map((entry) => Tuple.make(...entry));
  }),
];
