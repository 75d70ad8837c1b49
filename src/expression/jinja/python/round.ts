import { toFixed } from './format-number.ts';

/** `round(value, digits)`: halves go to the even digit. */
export function roundTo(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value;
  const size = Math.abs(value);
  const rounded =
    digits >= 0 ? Number(toFixed(size, digits)) : Number(toFixed(size / 10 ** -digits, 0)) * 10 ** -digits;
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}
