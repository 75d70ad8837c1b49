import { roundedQuotient, scaled } from './exact-decimal.ts';
import { makeInt } from './values.ts';

/** `round(value, digits)` of a float: half to even. */
export function roundTo(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  const size = scaled(Math.abs(value), digits);
  const rounded = digits >= 0 ? Number(`${size}e-${digits}`) : Number(`${size}e${-digits}`);
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

/** `round(value, digits)` of an int. */
export function roundInt(value: bigint, digits: number): number | bigint {
  if (digits >= 0) return makeInt(value);
  if (digits < -MOST_DIGITS) return 0;
  const unit = 10n ** BigInt(-digits);
  const size = roundedQuotient(value < 0n ? -value : value, unit) * unit;
  return makeInt(value < 0n ? -size : size);
}

/** The maximum number of digits of an int. */
const MOST_DIGITS = 4300;
