import { posix } from 'node:path';
import { BoundedRegExp } from '../../values/bounded-regexp.ts';
import { define } from './define.ts';
import { any, boolean, integer, optional, pattern, text } from './parameters.ts';

/** Functions for text. */
export const TEXT_FUNCTIONS = [
  define('regex_match', {
    doc: 'Whether the pattern matches somewhere in the text.',
    parameters: { text, pattern },
    example: ["regex_match('web1', '^web[0-9]$')", true],
    call: ({ text: source, pattern: p }) => regex(p).test(source),
  }),
  define('regex_search', {
    doc: 'The first match, or that group of it; null where there is none.',
    parameters: { text, pattern, group: optional(integer) },
    example: ["regex_search('nginx/1.22.1', '/([0-9.]+)', 1)", '1.22.1'],
    call: ({ text: source, pattern: p, group }) => regex(p).exec(source)?.[group ?? 0] ?? null,
  }),
  define('regex_findall', {
    doc: 'Every match, or of each match its first group where the pattern has one.',
    parameters: { text, pattern },
    example: ["regex_findall('a1 b2', '[a-z]([0-9])')", ['1', '2']],
    call: ({ text: source, pattern: p }) => [...source.matchAll(regex(p, 'g'))].map((match) => match[1] ?? match[0]),
  }),
  define('regex_replace', {
    doc: 'The text with every match replaced; $1 stands for the first group.',
    parameters: { text, pattern, replacement: text },
    example: ["regex_replace('a-b', '(a)-(b)', '$2-$1')", 'b-a'],
    call: ({ text: source, pattern: p, replacement }) => source.replace(regex(p, 'g'), replacement),
  }),
  define('basename', {
    doc: 'The last part of a path.',
    parameters: { path: text },
    example: ["basename('/etc/nginx/nginx.conf')", 'nginx.conf'],
    call: ({ path }) => posix.basename(path),
  }),
  define('dirname', {
    doc: 'A path without its last part.',
    parameters: { path: text },
    example: ["dirname('/etc/nginx/nginx.conf')", '/etc/nginx'],
    call: ({ path }) => posix.dirname(path),
  }),
  define('splitext', {
    doc: 'A path in two: without its extension, and the extension with its dot.',
    parameters: { path: text },
    example: ["splitext('/a/nginx.conf')", ['/a/nginx', '.conf']],
    call: ({ path }) => {
      const extension = posix.extname(path);
      return [path.slice(0, path.length - extension.length), extension];
    },
  }),
  define('indent', {
    doc: 'The text with blanks before each line that is not empty; before the first one only where asked.',
    parameters: { text, width: integer, first: optional(boolean) },
    example: ["indent('a\\nb', 2)", 'a\n  b'],
    call: ({ text: source, width, first }) => indented(source, ' '.repeat(width), first === true),
  }),
  define('comment', {
    doc: 'The text as a comment: each line after # and a blank, or after another prefix.',
    parameters: { text, prefix: optional(text) },
    example: ["comment('a\\nb')", '# a\n# b'],
    call: ({ text: source, prefix }) =>
      source
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${prefix ?? '# '}${line}`.trimEnd())
        .join('\n'),
  }),
  define('bool', {
    doc: 'true for yes, true, on and 1; false for no, false, off, 0 and the empty text.',
    parameters: { value: any },
    example: ["bool('yes')", true],
    call: ({ value }) => toBoolean(value),
  }),
  define('int', {
    doc: 'The whole number of a number or of a text.',
    parameters: { value: any },
    example: ["int('42')", 42],
    call: ({ value }) => toInteger(value),
  }),
];

function regex(source: string | RegExp, flag = ''): RegExp {
  if (typeof source === 'string') return new BoundedRegExp(source, flag);
  return new BoundedRegExp(source.source, [...new Set(source.flags.replace(/[gy]/g, '') + flag)].join(''));
}

const indented = (source: string, blanks: string, first: boolean): string =>
  source
    .split('\n')
    .map((line, i) => (line === '' || (i === 0 && !first) ? line : blanks + line))
    .join('\n');

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['yes', 'true', 'on', 'y', 't', '1', 1, true].map((word) => [word, true] as const),
  ...['no', 'false', 'off', 'n', 'f', '0', '', 0, false].map((word) => [word, false] as const),
]);

function toBoolean(value: unknown): boolean {
  const result = BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
  if (result === undefined) throw new TypeError('value takes yes, no, true, false, on, off, 1 or 0');
  return result;
}

function toInteger(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new TypeError('value is not a number');
  return Math.trunc(number);
}
