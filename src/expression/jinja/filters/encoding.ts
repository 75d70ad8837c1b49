import { isUtf8 } from 'node:buffer';
import { createHash, getHashes } from 'node:crypto';
import { truth } from '../python/compare.ts';
import { dumpJson, parseJson } from '../python/json.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isInt, typeName } from '../python/values.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { filter } from './define.ts';
import { splitUrl, unquoteUrl } from './urls.ts';
import { repeatText } from '../python/stopwatch.ts';

const SAFE_WORD = /^[\w@%+=:,./-]+$/;

/** Like `shlex.quote()`. */
export function quoteForShell(value: unknown): string {
  const text = value === null ? '' : str(value);
  if (SAFE_WORD.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function textOf(value: unknown, what: string): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`${what} takes a text, not ${typeName(value)}`);
}

/** Values other than texts are hashed and encoded as they are printed. */
const bytesOf = (value: unknown): Buffer => Buffer.from(str(value), 'utf8');

const OPENSSL_NAMES: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' };

function hash(value: unknown, type: string): string {
  const name = OPENSSL_NAMES[type] ?? type.replace('_', '-');
  if (!getHashes().includes(name)) throw valueError(`unsupported hash type ${type}`);
  return createHash(name).update(bytesOf(value)).digest('hex');
}

function decodeBase64(value: unknown, encoding: string): string {
  const bytes = Buffer.from(str(value), 'base64');
  if (encoding === 'utf-16-le') return bytes.toString('utf16le');
  return /^latin|^iso-8859-1$/i.test(encoding) ? bytes.toString('latin1') : utf8Of(bytes);
}

function utf8Of(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw refused('b64decode gives bytes that are no text of UTF-8', 'Name their encoding, or decode them on the host.');
}

function encodeBase64(value: unknown, encoding: string): string {
  return Buffer.from(
    str(value),
    encoding === 'utf-16-le' ? 'utf16le' : /^latin/i.test(encoding) ? 'latin1' : 'utf8',
  ).toString('base64');
}

interface JsonDefaults {
  readonly indent: unknown;
  readonly sortKeys: boolean;
  readonly separators: readonly [string, string] | undefined;
}

function toJson(value: unknown, options: Readonly<Record<string, unknown>>, defaults: JsonDefaults): string {
  refuseUndefined(value);
  const {
    indent = defaults.indent,
    sort_keys: sortKeys = defaults.sortKeys,
    ensure_ascii: ascii = true,
    separators = defaults.separators ?? null,
  } = options;
  const [itemSeparator, keySeparator] =
    separators === null ? [indent === null ? ', ' : ',', ': '] : (separators as [string, string]);
  return dumpJson(value, {
    indent: indentOf(indent),
    sortKeys: truth(sortKeys),
    ensureAscii: truth(ascii),
    itemSeparator,
    keySeparator,
  });
}

function indentOf(indent: unknown): string | undefined {
  if (indent === null) return undefined;
  if (typeof indent === 'string') return indent;
  if (isInt(indent) || typeof indent === 'boolean') return repeatText(' ', Number(indent));
  throw typeError('indent takes a number');
}

const HTML_UNSAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

function htmlSafeJson(value: unknown, indent: unknown): string {
  const json = toJson(value, { indent }, { indent: null, sortKeys: true, separators: undefined });
  return json.replace(/[<>&']/g, (char) => HTML_UNSAFE[char] ?? char);
}

/** Filters that convert between values and their encodings as text. */
export const ENCODING_FILTERS = [
  filter('to_json', '*args **kwargs', (value, [, kwargs]) =>
    toJson(value, toPlainKwargs(kwargs), { indent: null, sortKeys: false, separators: undefined }),
  ),
  filter('to_nice_json', 'indent? sort_keys? **kwargs', (value, [indent = 4, sortKeys = true, kwargs]) =>
    toJson(
      value,
      { ...toPlainKwargs(kwargs), indent, sort_keys: sortKeys },
      { indent, sortKeys: true, separators: [',', ': '] },
    ),
  ),
  filter('tojson', 'indent?', (value, [indent = null]) => htmlSafeJson(value, indent)),
  filter('from_json', '**kwargs', (value) => {
    refuseUndefined(value);
    if (typeof value !== 'string')
      throw typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
    return parseJson(value);
  }),
  filter('b64encode', 'encoding?', (value, [encoding = 'utf-8']) => encodeBase64(value, str(encoding))),
  filter('b64decode', 'encoding?', (value, [encoding = 'utf-8']) => decodeBase64(value, str(encoding))),
  filter('quote', '', quoteForShell),
  filter('hash', 'hashtype?', (value, [type = 'sha1']) => hash(value, str(type))),
  filter('md5', '', (value) => hash(value, 'md5')),
  filter('sha1 checksum', '', (value) => hash(value, 'sha1')),
  filter('urldecode', '', (value) => unquoteUrl(textOf(value, 'urldecode'))),
  filter('urlsplit', 'query?', (value, [part = '']) => splitUrl(textOf(value, 'urlsplit'), str(part))),
  filter('split', 'sep? maxsplit?', (value, args, $) => $.callMethod(value, 'split', args)),
];
