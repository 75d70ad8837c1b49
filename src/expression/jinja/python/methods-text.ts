import { contains } from './compare.ts';
import { formatText } from './format-text.ts';
import { itemsOf } from './iterate.ts';
import type { Method } from './method.ts';
import { method } from './method.ts';
import { CASE_METHODS } from './methods-case.ts';
import { SPLIT_METHODS } from './methods-split.ts';
import { refused, typeError, valueError } from './py-error.ts';
import { charsOf, strip, stripLeft, stripRight, textLength } from './text.ts';
import { refuseUndefined } from './undefined.ts';
import { isInt, Tuple, typeName } from './values.ts';
import { repeatText } from './stopwatch.ts';

/** A text argument. */
export function textArgument(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`must be str, not ${typeName(value)}`);
}

const strippedBy =
  (sides: 'both' | 'left' | 'right', blanks: (text: string) => string) =>
  (self: string, chars: unknown = null): string => {
    if (chars === null) return blanks(self);
    const set = new Set(charsOf(textArgument(chars)));
    const all = charsOf(self);
    let [start, end] = [0, all.length];
    if (sides !== 'right') while (start < end && set.has(all[start] ?? '')) start++;
    if (sides !== 'left') while (end > start && set.has(all[end - 1] ?? '')) end--;
    return all.slice(start, end).join('');
  };

/** The part of a text between `start` and `stop`, and its position, in characters. */
function part(
  self: string,
  start: unknown,
  stop: unknown,
): { readonly chars: readonly string[]; readonly from: number } {
  const chars = charsOf(self);
  const at = (value: unknown, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    const index = Number(value);
    return index < 0 ? Math.max(0, index + chars.length) : index;
  };
  const from = at(start, 0);
  return { chars: chars.slice(from, at(stop, chars.length)), from };
}

function find(self: string, wanted: unknown, start: unknown, stop: unknown): number {
  const { chars, from } = part(self, start, stop);
  const text = chars.join('');
  if (from > textLength(self)) return -1;
  const found = text.indexOf(textArgument(wanted));
  return found < 0 ? -1 : from + textLength(text.slice(0, found));
}

function findLast(self: string, wanted: unknown, start: unknown, stop: unknown): number {
  const { chars, from } = part(self, start, stop);
  const text = chars.join('');
  const found = text.lastIndexOf(textArgument(wanted));
  return found < 0 ? -1 : from + textLength(text.slice(0, found));
}

const orFail =
  (search: typeof find) =>
  (self: string, wanted: unknown, start: unknown, stop: unknown): number => {
    const found = search(self, wanted, start, stop);
    if (found < 0) throw valueError('substring not found');
    return found;
  };

const edge =
  (name: 'startsWith' | 'endsWith') =>
  (self: string, affix: unknown, start: unknown, stop: unknown): boolean => {
    const { chars, from } = part(self, start, stop);
    if (from > textLength(self)) return false;
    const text = chars.join('');
    const affixes = affix instanceof Tuple ? affix : [affix];
    return affixes.some((one) => text[name](textArgument(one)));
  };

function count(self: string, wanted: unknown, start: unknown, stop: unknown): number {
  const { chars } = part(self, start, stop);
  const needle = textArgument(wanted);
  return needle === '' ? chars.length + 1 : chars.join('').split(needle).length - 1;
}

/** `replace()`, as in the filter. */
export function replaceText(self: string, from: unknown, to: unknown, most: unknown = -1): string {
  const [old, replacement] = [textArgument(from), textArgument(to)];
  if (!isInt(most) && typeof most !== 'boolean')
    throw typeError(`'${typeName(most)}' object cannot be interpreted as an integer`);
  const limit = Number(most) < 0 ? Infinity : Number(most);
  const pieces = old === '' ? ['', ...charsOf(self), ''] : self.split(old);
  const kept = pieces.slice(0, limit === Infinity ? undefined : limit + 1);
  if (kept.length === pieces.length) return kept.join(replacement);
  return (
    kept.slice(0, -1).join(replacement) +
    (limit > 0 ? replacement : '') +
    [kept.at(-1), ...pieces.slice(kept.length)].join(old)
  );
}

function join(self: string, items: unknown): string {
  const texts = itemsOf(items).map((item, i) => {
    refuseUndefined(item);
    if (typeof item === 'string') return item;
    throw typeError(`sequence item ${i}: expected str instance, ${typeName(item)} found`);
  });
  return texts.join(self);
}

const LONGEST = 10_000_000;

function widthOf(width: unknown): number {
  if (!isInt(width) && typeof width !== 'boolean')
    throw typeError(`'${typeName(width)}' object cannot be interpreted as an integer`);
  if (Number(width) > LONGEST) throw refused('The text would be too long');
  return Number(width);
}

const padded =
  (side: 'left' | 'right') =>
  (self: string, width: unknown, fill: unknown = ' '): string => {
    const blanks = repeatText(textArgument(fill), widthOf(width) - textLength(self));
    return side === 'left' ? self + blanks : blanks + self;
  };

/** `center()`, as in the filter: an odd remainder goes to the left for odd widths. */
export function center(self: string, width: unknown, fill: unknown = ' '): string {
  const room = Math.max(0, widthOf(width) - textLength(self));
  const left = Math.floor(room / 2) + (room & widthOf(width) & 1);
  return repeatText(textArgument(fill), left) + self + repeatText(textArgument(fill), room - left);
}

function zfill(self: string, width: unknown): string {
  const [, sign = '', digits = ''] = /^([+-]?)([^]*)$/.exec(self) ?? [];
  return sign + repeatText('0', widthOf(width) - textLength(self)) + digits;
}

function expandTabs(self: string, size: unknown = 8): string {
  let column = 0;
  return charsOf(self)
    .map((char) => {
      if (char === '\n' || char === '\r') column = 0;
      const width = char === '\t' ? (Number(size) > 0 ? Number(size) - (column % Number(size)) : 0) : 1;
      if (char !== '\n' && char !== '\r') column += width;
      return char === '\t' ? repeatText(' ', width) : char;
    })
    .join('');
}

/** The methods of str. */
export const TEXT_METHODS: ReadonlyMap<string, Method> = new Map([
  ...CASE_METHODS,
  ...SPLIT_METHODS,
  method<string>('strip', 'chars?', strippedBy('both', strip)),
  method<string>('lstrip', 'chars?', strippedBy('left', stripLeft)),
  method<string>('rstrip', 'chars?', strippedBy('right', stripRight)),
  method<string>('find', 'sub start? end?', find),
  method<string>('rfind', 'sub start? end?', findLast),
  method<string>('index', 'sub start? end?', orFail(find)),
  method<string>('rindex', 'sub start? end?', orFail(findLast)),
  method<string>('startswith', 'prefix start? end?', edge('startsWith')),
  method<string>('endswith', 'suffix start? end?', edge('endsWith')),
  method<string>('count', 'sub start? end?', count),
  method<string>('replace', 'old new count?', replaceText),
  method<string>('join', 'iterable', join),
  method<string>('ljust', 'width fillchar?', padded('left')),
  method<string>('rjust', 'width fillchar?', padded('right')),
  method<string>('center', 'width fillchar?', center),
  method<string>('zfill', 'width', zfill),
  method<string>('expandtabs', 'tabsize?', expandTabs),
  method<string>('removeprefix', 'prefix', (self, prefix) =>
    self.startsWith(textArgument(prefix)) ? self.slice(textArgument(prefix).length) : self,
  ),
  method<string>('removesuffix', 'suffix', (self, suffix) =>
    suffix !== '' && self.endsWith(textArgument(suffix)) ? self.slice(0, -textArgument(suffix).length) : self,
  ),
  method<string>('format', '*args **kwargs', (self, args, kwargs) => formatText(self, args as unknown[], kwargs)),
  method<string>('format_map', 'mapping', (self, mapping) => formatText(self, [], mapping)),
  method<string>('__len__', '', textLength),
  method<string>('__contains__', 'item', contains),
  method<string>('encode', 'encoding? errors?', () => {
    throw refused('Bytes are not known here: encode() cannot be called');
  }),
]);
