import { scaled } from './exact-decimal.ts';
import { reprFloat } from './repr.ts';
import { LONGEST_TEXT } from './stopwatch.ts';
import { refused } from './py-error.ts';

export interface FloatForm {
  /** `#`: the point and the zeros after it stay. */
  readonly alternate?: boolean;
  /** No type: as `g`, but with a digit after the point. */
  readonly untyped?: boolean;
}

/** A float that is not negative, in one of the forms `e`, `f` and `g`; in capitals for capital letters. */
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

/** A float that is not negative, in its shortest form, with `#`. */
export const shortestWithPoint = (value: number): string => reprFloat(value).replace(/^(\d+)(?=e)/, '$1.');

function exponential(value: number, precision: number): string {
  const [digits, exponent] = significant(value, precision + 1);
  const point = precision > 0 ? `.${digits.slice(1)}` : '';
  return `${digits.charAt(0)}${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** So many digits, and the power of ten of the first. */
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

/** With this many digits after the point, halves going to the even digit as in Python. */
export function toFixed(value: number, precision: number): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}
