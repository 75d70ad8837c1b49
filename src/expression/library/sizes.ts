import { define } from './define.ts';
import { number, text } from './parameters.ts';

const UNITS = ['', 'K', 'M', 'G', 'T', 'P'];

/** Functions for sizes in bytes, whose units are powers of 1024. */
export const SIZE_FUNCTIONS = [
  define('human_to_bytes', {
    doc: 'The number of bytes of a size such as 10M or 1.5 GiB; units are powers of 1024.',
    parameters: { size: text },
    example: ["human_to_bytes('10M')", 10_485_760],
    call: ({ size }) => parseSize(size),
  }),
  define('bytes_to_human', {
    doc: 'A number of bytes with the largest unit that leaves it whole, as configuration files take it.',
    parameters: { bytes: number },
    example: ['bytes_to_human(10485760)', '10M'],
    call: ({ bytes }) => renderSize(bytes),
  }),
];

function parseSize(size: string): number {
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B)?\s*$/i.exec(size) ?? [];
  if (amount === undefined) throw new TypeError('size takes a number with K, M, G, T or P');
  return Math.round(Number(amount) * 1024 ** UNITS.indexOf(unit.toUpperCase()));
}

function renderSize(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount !== 0 && amount % 1024 === 0 && unit < UNITS.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${amount}${UNITS[unit] ?? ''}`;
}
