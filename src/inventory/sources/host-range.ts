import { splitPort } from '../host-address.ts';

/** The host names and the port of a host pattern in an inventory, or the mistake in it. */
export type ExpandedHosts =
  | { readonly names: readonly string[]; readonly port: number | undefined; readonly problem?: undefined }
  | { readonly problem: string };

const MAX_HOSTS = 1_000_000;

/** Expands `web[01:20].site`, `db[a:f]`, `x[0:10:2]` and several ranges in one name, and splits off a port: `web1:2222`, `[::1]:22`. */
export function expandHosts(pattern: string): ExpandedHosts {
  const { host, port } = splitPort(pattern);
  if (host.endsWith(':')) return { problem: `the name ${pattern} ends with a colon, but has no port` };
  const names = expandRanges(host);
  if (typeof names === 'string') return { problem: names };
  return { names, port };
}

function expandRanges(pattern: string): string[] | string {
  const parts = /^([^[]*)\[([^\]]*)\](.*)$/s.exec(pattern);
  if (!parts) return /[[\]]/.test(pattern) ? `unbalanced brackets in ${pattern}` : [pattern];
  const [, head = '', bounds = '', tail = ''] = parts;
  const values = rangeValues(bounds);
  if (typeof values === 'string') return `${values} in ${pattern}`;
  const tails = expandRanges(tail);
  if (typeof tails === 'string') return tails;
  if (values.length * tails.length > MAX_HOSTS) return `the pattern ${pattern} stands for more than ${MAX_HOSTS} hosts`;
  return values.flatMap((value) => tails.map((each) => head + value + each));
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function rangeValues(bounds: string): string[] | string {
  const [first = '', last, step = '1', ...rest] = bounds.split(':');
  if (last === undefined || rest.length > 0) return 'a range is written [first:last] or [first:last:step]';
  if (last === '') return 'a range needs an end';
  if (!/^\d+$/.test(step) || Number(step) === 0) return 'the step of a range is a whole number above 0';
  if (isLetter(first) && isLetter(last)) return letters(first, last, Number(step));
  return numbers(first || '0', last, Number(step));
}

const isLetter = (text: string): boolean => text.length === 1 && LETTERS.includes(text);

function letters(first: string, last: string, step: number): string[] | string {
  const [from, to] = [LETTERS.indexOf(first), LETTERS.indexOf(last)];
  if (from > to) return 'a range must be ascending';
  return LETTERS.slice(from, to + 1)
    .split('')
    .filter((_, i) => i % step === 0);
}

function numbers(first: string, last: string, step: number): string[] | string {
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) return 'a range goes between two numbers or two letters';
  const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
  if (width > 0 && last.length !== width) return 'with leading zeros both ends of a range have the same length';
  const count = Math.floor((Number(last) - Number(first)) / step) + 1;
  if (count < 1) return 'a range must be ascending';
  if (count > MAX_HOSTS) return `a range may contain at most ${MAX_HOSTS} hosts`;
  return Array.from({ length: count }, (_, i) => String(Number(first) + i * step).padStart(width, '0'));
}

/** The pattern with its ranges as they were probably meant: ascending, closed, with ends of equal length. */
export function correctRanges(pattern: string): string {
  const { host } = splitPort(pattern.replace(/:+$/, ''));
  const parts = /^([^[\]]*)[[]([^\]]*)\]?(.*)$/s.exec(host);
  if (!parts) return host.replace(/[[\]]/g, '') || 'web1';
  const [, head = '', bounds = '', tail = ''] = parts;
  const rest = /[[\]]/.test(tail) ? correctRanges(tail) : tail;
  return `${head}[${correctBounds(bounds)}]${rest}`;
}

function correctBounds(bounds: string): string {
  const [first = '', last = '', step = ''] = bounds.split(/[:,-]|\.\./);
  const every = /^\d+$/.test(step) && Number(step) > 1 ? `:${step}` : '';
  if (isLetter(first) && isLetter(last))
    return LETTERS.indexOf(first) <= LETTERS.indexOf(last) ? `${first}:${last}${every}` : `${last}:${first}${every}`;
  const from = /\d+/.exec(first)?.[0] ?? '1';
  const to = /\d+/.exec(last)?.[0] ?? String(Number(from) + SHORT);
  const ends = [from, to].sort((a, b) => Number(a) - Number(b));
  const [low = '1', high = '9'] = Number(ends[1]) - Number(ends[0]) > MAX_HOSTS ? [ends[0], LARGE] : ends;
  const width = low.length > 1 && low.startsWith('0') ? Math.max(low.length, high.length) : 0;
  return `${low.padStart(width, '0')}:${high.padStart(width, '0')}${every}`;
}

/** A substitute for a missing or far too large end. */
const SHORT = 2;
const LARGE = '1000';
