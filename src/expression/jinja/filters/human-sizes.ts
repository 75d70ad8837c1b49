import { formatFloat } from '../python/format-number.ts';
import { valueError } from '../python/py-error.ts';
import { scaled } from '../python/exact-decimal.ts';
import { makeInt } from '../python/values.ts';

const RANGES: readonly (readonly [string, bigint])[] = [
  ['Y', 1n << 80n],
  ['Z', 1n << 70n],
  ['E', 1n << 60n],
  ['P', 1n << 50n],
  ['T', 1n << 40n],
  ['G', 1n << 30n],
  ['M', 1n << 20n],
  ['K', 1n << 10n],
  ['B', 1n],
];

/** For example `10.00 MB`. */
export function humanFromBytes(size: number, bits: boolean, unit: string | undefined): string {
  const base = bits ? 'bits' : 'Bytes';
  const range = RANGES.find(([suffix, limit]) =>
    unit === undefined ? size >= Number(limit) : unit.toUpperCase().startsWith(suffix),
  );
  const [suffix, limit] = range ?? ['', 1n];
  const name = suffix === '' || suffix === 'B' ? base : suffix + (bits ? 'b' : 'B');
  return `${size < 0 ? '-' : ''}${formatFloat(Math.abs(size) / Number(limit), 'f', 2)} ${name}`;
}

const SIZE = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/;

/** The number of bytes for `10M` or `1 KB`. */
export function bytesFromHuman(text: string, defaultUnit: string | undefined, bits: boolean): number | bigint {
  const [, digits = '', written] = SIZE.exec(text) ?? [];
  if (!/\d/.test(digits)) throw valueError('human_to_bytes() cannot read the number');
  const unit = written ?? defaultUnit;
  if (unit === undefined || unit === '') return makeInt(scaled(Number(digits), 0));
  const key = unit.charAt(0).toUpperCase();
  const limit = RANGES.find(([suffix]) => suffix === key)?.[1];
  if (limit === undefined) throw valueError('human_to_bytes() does not know the unit');
  checkUnit(unit, bits);
  return makeInt(scaled(Number(digits) * Number(limit), 0));
}

function checkUnit(unit: string, bits: boolean): void {
  if (unit.length < 2 || unit.toLowerCase().includes(bits ? 'bit' : 'byte')) return;
  if (unit.charAt(1) !== (bits ? 'b' : 'B')) throw valueError('human_to_bytes() does not know the unit');
}
