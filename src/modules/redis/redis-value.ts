const UNITS = 'BKMGTPEZY';

/** Converts a memory size such as 1KB, 2M or 1.5g to bytes; returns other values unchanged. */
export function redisValue(value: string): string {
  const [, count, unit = 'B'] = /^\s*(\d+\.?\d*|\.\d+)\s*([BKMGTPEZY]?B?)\s*$/i.exec(value) ?? [];
  if (count === undefined || unit.toUpperCase() === 'BB') return value;
  const power = Math.max(0, UNITS.indexOf(unit.charAt(0).toUpperCase()));
  return String(Math.round(Number(count) * 1024 ** power));
}

/** Whether the server's value equals the requested one; the server sorts the letters of some settings. */
export const isSameValue = (name: string, found: string, wanted: string): boolean =>
  name === 'notify-keyspace-events' ? sorted(found) === sorted(wanted) : found === wanted;

const sorted = (letters: string): string => [...letters].sort().join('');
