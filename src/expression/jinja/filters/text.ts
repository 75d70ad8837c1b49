import { truth } from '../python/compare.ts';
import { dictEntries } from '../python/dict.ts';
import { formatPercent } from '../python/format-percent.ts';
import { itemsOf } from '../python/iterate.ts';
import { capitalize, lowerText, upperText } from '../python/methods-case.ts';
import { center, replaceText, TEXT_METHODS } from '../python/methods-text.ts';
import { typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { splitLines, charsOf, BLANK } from '../python/text.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, Tuple, typeName } from '../python/values.ts';
import { filter } from './define.ts';
import { escapeHtml, urlize } from './markup.ts';
import { truncate, wordwrap } from './wrap.ts';
import { repeatText } from '../python/stopwatch.ts';

/** The text argument of a filter. */
export function textOf(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`a str is needed, not ${typeName(value)}`);
}

export function indent(value: unknown, [width = 4, first = false, blank = false]: readonly unknown[]): string {
  const indention = typeof width === 'string' ? width : repeatText(' ', Number(width));
  const lines = splitLines(`${textOf(value)}\n`);
  const [head = '', ...rest] = lines;
  const keepBlank = truth(blank);
  const body = [head, ...rest.map((line) => (line !== '' || keepBlank ? indention + line : line))].join('\n');
  return truth(first) ? indention + body : body;
}

const WORD_BEGINNING = new RegExp(`([-${BLANK}({\\[<]+)`);

const title = (text: string): string =>
  text
    .split(WORD_BEGINNING)
    .map((part) => {
      const [first = '', ...rest] = charsOf(part);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');

function join(value: unknown, items: readonly unknown[], separator: unknown): string {
  refuseUndefined(value);
  return items.map((item) => str(item)).join(str(separator));
}

const PERCENT_SAFE = /[A-Za-z0-9_.~/-]/;

function percentEncoded(text: string, safe: RegExp): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 0x80 && safe.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** As in a query string: spaces become `+`, and slashes are encoded too. */
const queryEncoded = (value: unknown): string => percentEncoded(str(value), /[A-Za-z0-9_.~ -]/).replaceAll(' ', '+');

function urlencode(value: unknown): string {
  if (typeof value === 'string') return percentEncoded(value, PERCENT_SAFE);
  const isPairs = isDict(value) || Array.isArray(value);
  if (!isPairs) return percentEncoded(str(value), PERCENT_SAFE);
  const pairs = isDict(value) ? dictEntries(value) : itemsOf(value).map((pair) => itemsOf(pair));
  if (pairs.some((pair) => pair.length !== 2)) throw valueError('urlencode takes pairs');
  return pairs.map(([key, item]) => `${queryEncoded(key)}=${queryEncoded(item)}`).join('&');
}

const wordCount = (text: string): number => text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0;

/** Filters for texts. */
export const TEXT_FILTERS = [
  filter('lower', '', (value) => lowerText(str(value))),
  filter('upper', '', (value) => upperText(str(value))),
  filter('capitalize', '', (value) => capitalize(str(value))),
  filter('title', '', (value) => title(str(value))),
  filter('trim', 'chars?', (value, [chars = null]) => TEXT_METHODS.get('strip')?.call(str(value), [chars])),
  filter('center', 'width?', (value, [width = 80]) => center(str(value), width)),
  filter('replace', 'old new count?', (value, [old, replacement, count = null]) =>
    replaceText(str(value), str(old), str(replacement), count ?? -1),
  ),
  filter('join', 'd? attribute?', (value, [separator = '', attribute = null], $) =>
    join(value, $.attributes(value, attribute), separator),
  ),
  filter('indent', 'width? first? blank?', indent),
  filter('format', '*args **kwargs', (value, [args, kwargs]) => {
    const byName = isDict(kwargs) && dictEntries(kwargs).length > 0;
    if (byName && (args as unknown[]).length > 0)
      throw typeError("can't handle positional and keyword arguments at the same time");
    return formatPercent(str(value), byName ? kwargs : Tuple.make(...(args as unknown[])));
  }),
  filter('wordcount', '', (value) => wordCount(str(value))),
  filter('wordwrap', 'width? break_long_words? wrapstring? break_on_hyphens?', (value, args) =>
    wordwrap(textOf(value), args),
  ),
  filter('truncate', 'length? killwords? end? leeway?', (value, args) => truncate(value, args)),
  filter('urlencode', '', urlencode),
  filter('escape e forceescape', '', (value) => escapeHtml(str(value))),
  filter('striptags', '', (value) => splitWords(str(value).replace(/<!--[^]*?-->|<[^>]*>/g, '')).join(' ')),
  filter('urlize', 'trim_url_limit? nofollow? target? rel? extra_schemes?', (value, args) => urlize(str(value), args)),
  filter('xmlattr', 'autospace?', (value, [autospace = true]) => {
    if (!isDict(value)) throw typeError('a dict is needed');
    const attributes = dictEntries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => `${escapeHtml(str(key))}="${escapeHtml(str(item))}"`)
      .join(' ');
    return truth(autospace) && attributes !== '' ? ` ${attributes}` : attributes;
  }),
];

const splitWords = (text: string): string[] => text.split(new RegExp(`[${BLANK}]+`)).filter((word) => word !== '');
