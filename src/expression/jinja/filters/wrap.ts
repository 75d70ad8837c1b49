import { str } from '../python/repr.ts';
import { truth } from '../python/compare.ts';
import { lengthOf } from '../python/iterate.ts';
import { refused, typeError } from '../python/py-error.ts';
import { splitLines, textLength, charsOf } from '../python/text.ts';
import { typeName } from '../python/values.ts';
import { step } from '../python/stopwatch.ts';

/** Truncates a text at a length, at a space unless words may be split. */
export function truncate(
  value: unknown,
  [length = 255, killWords = false, end = '...', leeway = 5]: readonly unknown[],
): unknown {
  const [most, ending] = [Number(length), String(end)];
  if (lengthOf(value) <= most + Number(leeway)) return value;
  if (typeof value !== 'string') throw typeError(`truncate takes a text, not ${typeName(value)}`);
  const cut = charsOf(value)
    .slice(0, most - textLength(ending))
    .join('');
  if (truth(killWords)) return cut + ending;
  const blank = cut.lastIndexOf(' ');
  return (blank < 0 ? cut : cut.slice(0, blank)) + ending;
}

/** Wraps the lines of a text at spaces, so that none is longer than the width. */
export function wordwrap(
  text: string,
  [width = 79, breakLong = true, wrap = '\n', hyphens = true]: readonly unknown[],
): string {
  const most = Number(width);
  if (most <= 0) throw refused('The width must be positive');
  const separator = wrap === null ? '\n' : str(wrap);
  const options = { most, breakLong: truth(breakLong), hyphens: truth(hyphens) };
  return splitLines(text)
    .map((line) => wrapLine(line, options).join(separator))
    .join(separator);
}

interface WrapOptions {
  readonly most: number;
  readonly breakLong: boolean;
  readonly hyphens: boolean;
}

const CHUNKS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g;

function wrapLine(line: string, { most, breakLong, hyphens }: WrapOptions): string[] {
  if (line === '') return [];
  const chunks = chunksOf(line, hyphens);
  const lines: string[] = [];
  let current: string[] = [];
  let size = 0;
  const finish = (): void => {
    while (current.at(-1)?.trim() === '') current.pop();
    if (current.length > 0) lines.push(current.join(''));
    current = [];
    size = 0;
  };
  while (chunks.length > 0) {
    step(1 + (chunks.length >> 8));
    const chunk = chunks[0] ?? '';
    if (chunk.trim() === '' && current.length === 0 && lines.length > 0) {
      chunks.shift();
    } else if (size + chunk.length <= most) {
      current.push(chunk);
      size += chunk.length;
      chunks.shift();
    } else if (chunk.length > most && breakLong) {
      const room = Math.max(1, most - size);
      current.push(chunk.slice(0, room));
      chunks[0] = chunk.slice(room);
      finish();
    } else if (chunk.length > most && current.length === 0) {
      current.push(chunk);
      chunks.shift();
      finish();
    } else finish();
  }
  finish();
  return lines;
}

function chunksOf(line: string, hyphens: boolean): string[] {
  if (!hyphens) return line.match(/[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g) ?? [];
  return (line.match(CHUNKS) ?? [])
    .flatMap((chunk) => chunk.split(/(?<=[\p{L}]-)(?=\p{L})/u))
    .filter((chunk) => chunk !== '');
}
