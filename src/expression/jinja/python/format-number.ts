import { scaled } from './exact-decimal.ts';
import { reprFloat } from './repr.ts';
import { LONGEST_TEXT } from './stopwatch.ts';
import { refused } from './py-error.ts';

export interface FloatForm {
  /** `#`: keeps the decimal point and trailing zeros. */
  readonly alternate?: boolean;
  /** Without a type: like `g`, but with at least one decimal place. */
  readonly untyped?: boolean;
}

/** A non-negative float in one of the formats `e`, `f` and `g`; in upper case for upper-case types. */
export function formatFloat(value: number, type: string, precision: number, form: FloatForm = {}): string {
  if (precision > LONGEST_TEXT) throw refused(`A text has at most ${LONGEST_TEXT} characters here`);
  const text = formatLower(value, type.toLowerCase(), precision, form);
  return type === type.toLowerCase() ? text : text.toUpperCase();
}

function formatLower(value: number, type: string, precision: number, form: FloatForm): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return 'inf';
  if (type === 'g') return general(value, Math.max(precision, 1), form);
  const text = type === 'f' ? toFixed(value, precision) : exponential(value, precision);
  return precision === 0 && form.alternate === true ? text.replace(/^\d+/, '$&.') : text;
}

/** A non-negative float in its shortest form, with `#`. */
export const shortestWithPoint = (value: number): string => reprFloat(value).replace(/^(\d+)(?=e)/, '$1.');

function exponential(value: number, precision: number): string {
  const [digits, exponent] = significant(value, precision + 1);
  const point = precision > 0 ? `.${digits.slice(1)}` : '';
  return `${digits.charAt(0)}${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A number of significant digits, and the exponent of the first. */
function significant(value: number, count: number): readonly [string, number] {
  if (value === 0) return ['0'.repeat(count), 0];
  const exponent = Number(value.toExponential().split('e')[1]);
  const digits = scaled(value, count - 1 - exponent).toString();
  return digits.length > count ? [digits.slice(0, count), exponent + 1] : [digits, exponent];
}

function general(value: number, precision: number, { alternate = false, untyped = false }: FloatForm): string {
  const [, exponent] = significant(value, precision);
  const isPlain = exponent >= -4 && exponent < (untyped ? precision - 1 : precision);
  const text = isPlain ? toFixed(value, precision - 1 - exponent) : exponential(value, precision - 1);
  if (alternate) return text.includes('.') ? text : text.replace(/^\d+/, '$&.');
  const short = text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
  return untyped && /^\d+$/.test(short) ? `${short}.0` : short;
}

/** Rounds to a number of decimal places, half to even as in Python. */
export function toFixed(value: number, precision: number): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}
