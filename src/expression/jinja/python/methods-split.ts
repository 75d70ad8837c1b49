import { truth } from './compare.ts';
import type { Method } from './method.ts';
import { method } from './method.ts';
import { typeError, valueError } from './py-error.ts';
import { BLANK, splitLines, stripLeft, stripRight } from './text.ts';
import { isInt, Tuple, typeName } from './values.ts';

const BLANKS = new RegExp(`[${BLANK}]+`, 'g');

function separatorOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw typeError(`must be str or None, not ${typeName(value)}`);
  if (value === '') throw valueError('empty separator');
  return value;
}

function limitOf(most: unknown): number {
  if (!isInt(most) && typeof most !== 'boolean')
    throw typeError(`'${typeName(most)}' object cannot be interpreted as an integer`);
  return Number(most) < 0 ? Infinity : Number(most);
}

/** `split()`: by whitespace if no separator is given. */
export function splitText(self: string, separator?: unknown, most: unknown = -1): string[] {
  const by = separatorOf(separator);
  const limit = limitOf(most);
  if (by === undefined) return splitBlanks(self, limit);
  const pieces = self.split(by);
  return pieces.length <= limit + 1 ? pieces : [...pieces.slice(0, limit), pieces.slice(limit).join(by)];
}

function splitBlanks(self: string, limit: number): string[] {
  const text = stripLeft(self);
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(BLANKS)) {
    if (pieces.length >= limit || index + found.length === text.length) break;
    pieces.push(text.slice(at, index));
    at = index + found.length;
  }
  const rest = text.slice(at);
  if (rest === '') return pieces;
  return [...pieces, pieces.length >= limit ? rest : stripRight(rest)];
}

function splitLast(self: string, separator?: unknown, most: unknown = -1): string[] {
  const by = separatorOf(separator);
  const limit = limitOf(most);
  if (by === undefined) return splitLastBlanks(self, limit);
  const pieces = self.split(by);
  if (pieces.length <= limit + 1) return pieces;
  const kept = pieces.length - limit;
  return [pieces.slice(0, kept).join(by), ...pieces.slice(kept)];
}

function splitLastBlanks(self: string, limit: number): string[] {
  const words = splitBlanks(self, Infinity);
  if (words.length <= limit) return words;
  const last = limit === 0 ? [] : words.slice(-limit);
  let rest = stripRight(self);
  for (const word of last.toReversed()) rest = stripRight(rest.slice(0, rest.length - word.length));
  return [rest, ...last];
}

function partition(self: string, separator: unknown): Tuple {
  const by = separatorOf(separator);
  if (by === undefined) throw typeError('must be str, not NoneType');
  const at = self.indexOf(by);
  return at < 0 ? Tuple.make(self, '', '') : Tuple.make(self.slice(0, at), by, self.slice(at + by.length));
}

function partitionLast(self: string, separator: unknown): Tuple {
  const by = separatorOf(separator);
  if (by === undefined) throw typeError('must be str, not NoneType');
  const at = self.lastIndexOf(by);
  return at < 0 ? Tuple.make('', '', self) : Tuple.make(self.slice(0, at), by, self.slice(at + by.length));
}

/** The methods of str that split it. */
export const SPLIT_METHODS: readonly [string, Method][] = [
  method<string>('split', 'sep? maxsplit?', splitText),
  method<string>('rsplit', 'sep? maxsplit?', splitLast),
  method<string>('splitlines', 'keepends?', (self, keep = false) => splitLines(self, truth(keep))),
  method<string>('partition', 'sep', partition),
  method<string>('rpartition', 'sep', partitionLast),
];
