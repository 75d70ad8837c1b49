import { refused, valueError } from './py-error.ts';
import type { DateTime } from './datetime.ts';
import { makeDateTime } from './datetime.ts';
import { DAYS, MONTHS } from './strftime.ts';

const names = (list: readonly string[], length?: number): string => list.map((name) => name.slice(0, length)).join('|');

/** The patterns of the directives. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: String.raw`\d{4}`,
  y: String.raw`\d\d`,
  m: '1[0-2]|0[1-9]|[1-9]',
  d: String.raw`3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9]`,
  H: String.raw`2[0-3]|[0-1]\d|\d`,
  I: '1[0-2]|0[1-9]|[1-9]',
  M: String.raw`[0-5]\d|\d`,
  S: String.raw`[0-5]\d|\d`,
  f: '[0-9]{1,6}',
  p: 'AM|PM',
  b: names(MONTHS, 3),
  B: names(MONTHS),
  a: names(DAYS, 3),
  A: names(DAYS),
};

/** Parses a date and time in a format of Python's `strptime`. */
export function strptime(text: string, format: string): DateTime {
  const read = new RegExp(`^(?:${patternOf(format)})$`, 'i').exec(text);
  if (!read) throw valueError('The time does not match its format');
  const part = (name: string): string | undefined => read.groups?.[name];
  const number = (name: string, fallback: number): number => Number(part(name)?.trim() ?? fallback);
  const date = [yearOf(part), monthOf(part), number('d', 1)];
  const microsecond = Number((part('f') ?? '0').padEnd(6, '0'));
  return makeDateTime([...date, hourOf(part), number('M', 0), number('S', 0)], microsecond);
}

function patternOf(format: string): string {
  const seen = new Set<string>();
  const escaped = format.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);
  return escaped.replace(/%(.?)/g, (written, name: string) => {
    if (name === '%') return '%';
    const pattern = DIRECTIVES[name];
    if (pattern === undefined || seen.has(name))
      throw refused(`to_datetime does not know ${written} here, or not twice`);
    seen.add(name);
    return `(?<${name}>${pattern})`;
  });
}

type Part = (name: string) => string | undefined;

function yearOf(part: Part): number {
  const short = part('y');
  if (short === undefined) return Number(part('Y') ?? 1900);
  return Number(short) + (Number(short) <= 68 ? 2000 : 1900);
}

function monthOf(part: Part): number {
  const name = (part('b') ?? part('B'))?.toLowerCase();
  if (name === undefined) return Number(part('m') ?? 1);
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
}

function hourOf(part: Part): number {
  const hour = part('I');
  if (hour === undefined) return Number(part('H') ?? 0);
  const isAfternoon = part('p')?.toLowerCase() === 'pm';
  return (Number(hour) % 12) + (isAfternoon ? 12 : 0);
}
