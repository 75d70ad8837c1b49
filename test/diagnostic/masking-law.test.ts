import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listDigests } from '../../src/diagnostic/secret-digests.ts';
import { listBase64Forms, listHexForms, listPieces, type SecretForm } from '../../src/diagnostic/secret-forms.ts';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';
import { ANY_BEYOND_ASCII, readingsAt } from '../../src/diagnostic/written-characters.ts';

/** The places that `value` from its character `index` on may end at, if it goes on at `at`: tries all, one after the other. */
function endsOf(text: string, at: number, value: string, index = 0, skipped = 0): number[] {
  if (index === value.length) return [at];
  if (at >= text.length) return [];
  const literal = text[at] === value[index] ? endsOf(text, at + 1, value, index + 1) : [];
  const read = readingsAt(text, at).flatMap(({ units, length }) => {
    if (units === '') return index > 0 && skipped < 40 ? endsOf(text, at + length, value, index, skipped + 1) : [];
    const taken =
      units === ANY_BEYOND_ASCII ? beyondAscii(value, index) : [value.startsWith(units, index) ? units.length : 0];
    return taken.filter(Boolean).flatMap((count) => endsOf(text, at + length, value, index + count));
  });
  return [...literal, ...read];
}

const beyondAscii = (value: string, index: number): number[] =>
  value.charCodeAt(index) < 0x80 ? [] : [1, /^[\ud800-\udfff]{2}/.test(value.slice(index, index + 2)) ? 2 : 0];

/** Where a form stands among the digits that are left of a text without its gaps. */
function formsIn(text: string, gap: RegExp, forms: readonly SecretForm[]): [number, number][] {
  const places: number[] = [];
  let digits = '';
  let last = 0;
  for (const {
    index,
    0: { length },
  } of [...text.matchAll(gap), { index: text.length, 0: '' }]) {
    for (let at = last; at < index; at++) places.push(at);
    digits += text.slice(last, index);
    last = index + length;
  }
  const found: [number, number][] = [];
  for (const { text: form, before, after } of forms.filter(({ text: form }) => form.length >= 4)) {
    for (let at = digits.indexOf(form); at >= 0; at = digits.indexOf(form, at + 1)) {
      const end = at + form.length;
      if (before !== undefined && !(at > 0 && before.includes(digits.charAt(at - 1)))) continue;
      if (after !== undefined && !(end < digits.length && after.includes(digits.charAt(end)))) continue;
      const from = before === undefined ? at : at - 1;
      const to = after === undefined ? end : end + 1;
      found.push([places[from] ?? 0, (places[to - 1] ?? 0) + 1]);
    }
  }
  return found;
}

const BASE64_GAP = /(?:[\s,"]|\\+["nrt])+/g;
const HEX_GAP = /(?:\\+["nrt]|\\x|0x|[\s:,"])+/g;

function maskSlowly(secrets: readonly string[], text: string): string {
  const hidden = new Uint8Array(text.length);
  const hide = ([start, end]: readonly [number, number]): unknown => hidden.fill(1, start, end);
  for (const secret of secrets) {
    for (const value of listPieces(secret))
      for (let at = 0; at < text.length; at++) for (const end of endsOf(text, at, value)) hide([at, end]);
    const digests = listDigests(secret);
    const base64 = [...listBase64Forms(secret), ...digests.map((digest) => ({ text: digest.base64 }))];
    const hex = [...listHexForms(secret), ...digests.map((digest) => ({ text: digest.hex }))];
    formsIn(text, BASE64_GAP, base64).forEach(hide);
    formsIn(text.toLowerCase(), HEX_GAP, hex).forEach(hide);
  }
  return text.replace(/[^]/g, (sign, at: number) => (hidden[at] === 1 ? '\0' : sign)).replace(/\0+/g, '********');
}

const FRAGMENTS = [
  ...[
    '\\',
    '\\\\',
    "'",
    '"',
    '`',
    '%',
    '%25',
    '%2525',
    '%41',
    '%c3',
    '%a9',
    '&',
    '&amp;',
    'amp;',
    '&#x41;',
    '&#39;',
    '+',
  ],
  ...[
    '^',
    '^[',
    '?',
    '??',
    '\ufffd',
    '\n',
    '\r\n',
    '\n  ',
    '\n+  ',
    '\\n',
    '\\x41',
    '\\xc3',
    '\\xa9',
    '\\303',
    '\\251',
  ],
  ...[
    '\\0101',
    '\\u00e9',
    '\\u{41}',
    '\u00c3',
    '\u00a9',
    'é',
    '😀',
    'a',
    'b',
    'A',
    'ab',
    'xyz',
    '$',
    '$$',
    ' ',
    '  ',
    '0',
  ],
  ...['61', '62', '0x61', 'YWJj', 'YWI', '=', ',', '\t', ':'],
];
const fragments = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength }).map((parts) => parts.join(''));
const PRINTERS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text),
  (text) => encodeURIComponent(Buffer.from(text).toString()),
  (text) => text.replaceAll("'", "''"),
  (text) => text.replace(/[^\w]/g, (sign) => `\\${sign}`),
  (text) => Buffer.from(text).toString('latin1'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`x${text}y`).toString('base64url'),
  (text) => Buffer.from(text).toString('base64').replace(/.{7}/g, '$&\\n'),
  (text) => Buffer.from(text).toString('hex').toUpperCase(),
  (text) => Buffer.from(text).toString('hex').replace(/../g, '$& '),
];

/** Nothing shows that one mask hides, though the other may hide what stands between two of them, or more of a value that repeats itself. */
function expectNoMoreShown(masked: string, expected: string, values: readonly string[]): void {
  const [shown, mayShow] = [masked, expected].map((text) => [...text.replaceAll('********', '')]);
  let at = 0;
  for (const sign of mayShow ?? []) if (shown?.[at] === sign) at++;
  expect(at).toBe(shown?.length);
  expect((mayShow?.length ?? 0) - (shown?.length ?? 0)).toBeLessThanOrEqual(4 * values.join('').length);
}

test('a text is masked as by trying each value at each place, one after the other', () => {
  const secrets = fc.array(fragments(7), { minLength: 1, maxLength: 4 });
  const printers = fc.array(fc.constantFrom(...PRINTERS), { minLength: 1, maxLength: 3 });
  let masked = 0;
  fc.assert(
    fc.property(secrets, printers, fragments(6), (values, print, between) => {
      const mask = new SecretMask();
      for (const value of values) mask.add(value);
      // nothing is cut off before a control character
      const text = `${between}${print.map((one, i) => one(values[i % values.length] ?? '')).join(between)}\x01`;
      const expected = maskSlowly(values, text);
      if (expected !== text) masked++;
      expectNoMoreShown(mask.mask(text), expected, values);
    }),
    // other texts each night
    process.env['PROVISION_LONG'] === '1' ? { numRuns: 20_000 } : { numRuns: 300, seed: 1 },
  );
  expect(masked).toBeGreaterThan(100);
});

/** What a host could print to keep the controller busy. */
const FLOODS: Readonly<Record<string, string>> = {
  ...{
    '%': '%',
    '%25': '%25',
    '25': '25',
    '\\': '\\',
    '\\n': '\\n',
    '\\x5c': '\\x5c',
    '\\u005c': '\\u005c',
    '\\134': '\\134',
  },
  ...{ '&': '&', '&amp;': '&amp;', 'amp;': 'amp;', '&#x26;': '&#x26;', quotes: "'", 'all quotes': `\\'"\`` },
  ...{
    '?': '?',
    replacements: '\ufffd',
    'UTF-8 as Latin-1': 'Ã©',
    'half a character': 'Ã',
    '^[': '^[',
    '+': '+',
    $: '$',
  },
  ...{ dots: '...', ellipses: '…', 'line breaks': '\n', 'indented lines': `\n${' '.repeat(80)}`, blanks: ' ' },
  ...{
    'hashes of passwords': '$6$',
    'beginnings of secrets': 'Zq5ecret',
    'cut secrets': 'Zq5ecretwo...',
    'A of base64': 'A',
    zeros: '0',
  },
  ...{
    'digits of base64': Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i * 7919) >> 3)).toString('base64'),
  },
  'a dump that ends badly': `000000 ${'61'.repeat(40)}!\n`,
  'a dump': '00000000: 7061 7373 776f 7264 3d61 2073 6563 7265  password=a secre\n',
};

describe('a flood costs no more than some ten times what prose does', () => {
  const SIZE = 200_000;
  const mask = new SecretMask();
  for (const secret of [
    'Zq5ecretword',
    `Zq1'"\\Zq2'"\\\`Zq3`,
    'Zq1$HOME`id`%s&<Zq2',
    'Zq1größe ключ 😀 Zq2',
    'Zq\nZq2line\nZq3line',
  ])
    mask.add(secret);
  const costOf = (part: string): number => {
    const text = part.repeat(SIZE / part.length);
    const start = process.cpuUsage();
    mask.mask(text);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const PROSE = 'it changed /etc/nginx/nginx.conf, restarted the service and said "it\'s done": 100% ok\n';
  costOf(PROSE);
  const prose = Math.max(costOf(PROSE), costOf(PROSE));

  test.each(Object.entries(FLOODS))('%s', (_, part) => {
    expect(costOf(part) / prose).toBeLessThan(12);
  });
});

test('what may be the offset of a dump may be bytes of a secret', () => {
  const mask = new SecretMask();
  mask.add('b\\  \\');
  expect(mask.mask('61625c 20 20 5c ')).toBe('61******** ');
});
