import { repeatText } from './stopwatch.ts';

/** A float that is not negative, in one of the forms `e`, `f` and `g`; in capitals for capital letters. */
export function formatFloat(value: number, type: string, precision: number, alternate = false): string {
  const text = formatLower(value, type.toLowerCase(), precision, alternate);
  return type === type.toLowerCase() ? text : text.toUpperCase();
}

function formatLower(value: number, type: string, precision: number, alternate: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return 'inf';
  if (type === 'f') return toFixed(value, precision);
  if (type === 'e') return exponential(value, precision);
  return general(value, Math.max(precision, 1), alternate);
}

const exponential = (value: number, precision: number): string =>
  value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');

function general(value: number, precision: number, alternate: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  const isPlain = exponent >= -4 && exponent < precision;
  const text = isPlain ? toFixed(value, precision - 1 - exponent) : exponential(value, precision - 1);
  if (alternate || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

/** With this many digits after the point, halves going to the even digit as in Python. */
export function toFixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${repeatText('0', precision)}` : '');
  const places = Math.min(precision, 99);
  const text = value.toFixed(places);
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + places;
  if (!/^50*$/.test(exact.slice(cut))) return text;
  const kept = exact.slice(0, places === 0 ? cut - 1 : cut);
  return Number(kept.at(-1)) % 2 === 0 ? kept : text;
}
