import { describe, expect, test } from '@jest/globals';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';

function maskOf(...secrets: string[]): SecretMask {
  const mask = new SecretMask();
  for (const secret of secrets) mask.add(secret);
  return mask;
}

/** Secrets of each kind, and what programs make of them. */
const MARKERS: Readonly<Record<string, string>> = {
  plain: 'Zq5ecretword',
  quotes: `Zq1'"\\Zq2'"\\\`Zq3`,
  newline: 'Zq1line\nZq2line',
  dollar: 'Zq1$HOME`id`%s&<Zq2',
  unicode: 'Zq1größe ключ 😀 Zq2',
  long: 'Zq5ecret word '.repeat(20).trim(),
};

const escapeEach = (pattern: RegExp, escape: (sign: string) => string) => (text: string) =>
  text.replace(pattern, escape);
const hexOf = (sign: string, digits: number): string => sign.charCodeAt(0).toString(16).padStart(digits, '0');
const bytesAs = (prefix: string, radix: number, digits: number) => (sign: string) =>
  [...Buffer.from(sign)].map((byte) => `${prefix}${byte.toString(radix).padStart(digits, '0')}`).join('');
const mysqlEscape = (text: string): string =>
  text.replace(/['"\\\n\0\x1a]/g, (sign) => `\\${{ '\n': 'n', '\0': '0', '\x1a': 'Z' }[sign] ?? sign}`);
const fold = (text: string): string => text.replaceAll(' word ', '\n+  word ');

const PRINTERS: Readonly<Record<string, (text: string) => string>> = {
  'SQL with doubled quotes': (text) => text.replaceAll("'", "''"),
  'SQL with doubled backticks': (text) => text.replaceAll('`', '``'),
  'CSV and SQL names': (text) => text.replaceAll('"', '""'),
  'SQL within sh': (text) => text.replaceAll("'", "''").replaceAll("'", `'\\''`),
  'SQL within sh within sh within JSON': (text) =>
    JSON.stringify(text.replaceAll("'", "''").replaceAll("'", `'\\''`).replaceAll("'", `'\\''`)).slice(1, -1),
  'SQL within JSON': (text) => JSON.stringify(text.replaceAll("'", "''")).slice(1, -1),
  MySQL: mysqlEscape,
  'MySQL within JSON': (text) => JSON.stringify(mysqlEscape(text)).slice(1, -1),
  'E strings of PostgreSQL': (text) => text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n'),
  "bash's %q": escapeEach(/[^\w]/gu, (sign) => (sign === '\n' ? `$'\\n'` : `\\${sign}`)),
  "$'..' of bash": escapeEach(/['"\\]/g, (sign) => `\\${sign}`),
  "$'..' in octal": escapeEach(/[^ -~]/gu, bytesAs('\\', 8, 3)),
  'repr of Python': (text) => mysqlEscape(text).replaceAll('\\"', '"'),
  'repr of bytes': (text) =>
    escapeEach(/[^ -~]/gu, bytesAs('\\x', 16, 2))(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON in ASCII': (text) =>
    escapeEach(/[\x7f-\uffff]/g, (sign) => `\\u${hexOf(sign, 4)}`)(JSON.stringify(text).slice(1, -1)),
  'JSON that escapes slashes and signs of HTML': escapeEach(/[<>&'"\\\n]/g, (sign) => `\\u${hexOf(sign, 4)}`),
  'YAML in double quotes': (text) =>
    escapeEach(
      /[^ -~]/gu,
      (sign) => `\\U${sign.codePointAt(0)?.toString(16).padStart(8, '0') ?? ''}`,
    )(JSON.stringify(text).slice(1, -1)),
  'folded YAML': fold,
  'folded YAML in double quotes': (text) => text.replaceAll(' word ', '\\\n    \\ word '),
  'units of systemd': (text) => text.replaceAll('%', '%%').replaceAll('$', '$$$$'),
  'escapes of systemd': escapeEach(/[^\w]/gu, bytesAs('\\x', 16, 2)),
  HTML: escapeEach(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`),
  'XML in hex': escapeEach(/[^\w ]/g, (sign) => `&#x${hexOf(sign, 2)};`),
  'XML in XML': (text) => text.replaceAll('&', '&amp;amp;').replaceAll('<', '&amp;lt;').replaceAll('"', '&amp;quot;'),
  URL: encodeURIComponent,
  'URL in URL': (text) => encodeURIComponent(encodeURIComponent(text)),
  fstab: escapeEach(/[\s\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'UTF-8 that was read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
  'ASCII with question marks': escapeEach(/[^\0-\x7f]/gu, () => '?'),
  'ASCII with a replacement for each byte': (text) =>
    text.replace(/[^\0-\x7f]/gu, (sign) => '\ufffd'.repeat(Buffer.byteLength(sign))),
  'lines of a terminal': (text) => text.replaceAll('\n', '\r\n'),
};

describe.each(Object.entries(MARKERS))('a secret that is %s is hidden', (_, value) => {
  test.each(Object.entries(PRINTERS))('in %s', (_, print) => {
    const masked = maskOf(value).mask(`before <${print(value)}> after`);
    expect(masked).not.toMatch(/Zq|word|line/);
    expect(masked).toMatch(/^before <.*\*{8}.*> after$/s);
  });
});

test('a backslash that escapes nothing is not part of a secret', () => {
  const mask = maskOf(`it's "quoted"`);
  expect(mask.mask(`it is 'quoted', "it" quoted, its "quoted"`)).toBe(`it is 'quoted', "it" quoted, its "quoted"`);
});

test.each(['\\', "'", '%25', '%', '&amp;', '\\x', '?', '\n ', '\u00c3'])('100 KB of %j take no long time', (sign) => {
  const mask = maskOf(...Object.values(MARKERS), `'"\\%&quoted`, `\\\\\\\\`);
  const start = process.cpuUsage();
  mask.mask(sign.repeat(100_000 / sign.length));
  const { user } = process.cpuUsage(start);
  expect(user).toBeLessThan(5_000_000);
});
