import { createHash } from 'node:crypto';
import { dump, load, YAML11_SCHEMA } from 'js-yaml';
import { define } from './define.ts';
import { any, integer, oneOf, optional, text } from './parameters.ts';
import { stableUuid } from './stable-uuid.ts';

/** Functions that convert between values and their encodings as text. */
export const ENCODING_FUNCTIONS = [
  define('json', {
    doc: 'The value as JSON; with indent, on several lines.',
    parameters: { value: any, indent: optional(integer) },
    example: ['json({ port: 80, names: [] })', '{"port":80,"names":[]}'],
    call: ({ value, indent }) => JSON.stringify(value, null, indent),
  }),
  define('from_json', {
    doc: 'The value of a JSON text.',
    parameters: { text },
    example: [`from_json('{"port": 80}').port`, 80],
    call: ({ text: source }) => parsed('JSON', () => JSON.parse(source) as unknown),
  }),
  define('yaml', {
    doc: 'The value as YAML in block style, with a line break at its end.',
    parameters: { value: any, indent: optional(integer) },
    example: ['yaml({ port: 80, names: ["a"] })', 'port: 80\nnames:\n  - a\n'],
    call: ({ value, indent }) =>
      dump(value, { indent: indent ?? 2, lineWidth: -1, noRefs: true, schema: YAML11_SCHEMA }),
  }),
  define('from_yaml', {
    doc: 'The value of a YAML text.',
    parameters: { text },
    example: ["from_yaml('a: [1, yes]')", { a: [1, true] }],
    call: ({ text: source }) => parsed('YAML', () => load(source, { schema: YAML11_SCHEMA })),
  }),
  define('quote', {
    doc: 'The text as one word of a POSIX shell.',
    parameters: { text },
    example: [`quote("it's")`, `'it'\\''s'`],
    call: ({ text: word }) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`),
  }),
  define('b64encode', {
    doc: 'The UTF-8 bytes of the text in base64.',
    parameters: { text },
    example: ["b64encode('größe')", 'Z3LDtsOfZQ=='],
    call: ({ text: source }) => Buffer.from(source, 'utf8').toString('base64'),
  }),
  define('b64decode', {
    doc: 'The text whose UTF-8 bytes are given in base64.',
    parameters: { text },
    example: ["b64decode('Z3LDtsOfZQ==')", 'größe'],
    call: ({ text: source }) => decodeBase64(source),
  }),
  define('hash', {
    doc: 'The checksum of the text, in hexadecimal; sha256 unless another is named.',
    parameters: { text, algorithm: optional(oneOf('sha256', 'sha512', 'sha1', 'md5')) },
    example: ["hash('a', 'sha1')", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    call: ({ text: source, algorithm }) =>
      createHash(algorithm ?? 'sha256')
        .update(source, 'utf8')
        .digest('hex'),
  }),
  define('to_uuid', {
    doc: 'A UUID that is always the same for the same text.',
    parameters: { text },
    example: ["to_uuid('web1')", '4ebc6093-8026-5090-bb95-a592e5a6aec3'],
    call: ({ text: source }) => stableUuid(source),
  }),
];

/** The parsers' own messages quote the text, which may be secret. */
function parsed(what: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    throw new TypeError(`the text is not ${what}`);
  }
}

function decodeBase64(source: string): string {
  const compact = source.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new TypeError('the text is not base64');
  return Buffer.from(compact, 'base64').toString('utf8');
}
