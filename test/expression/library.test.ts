import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions } from '../../src/expression/library/compare-versions.ts';
import { FORMS } from '../../src/expression/library/forms.ts';
import { parseAddress, renderAddress } from '../../src/expression/library/ip-address.ts';
import { LIBRARY } from '../../src/expression/library/library.ts';
import { sha512Crypt } from '../../src/expression/library/sha512-crypt.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { evaluate, expression, failure, scopeOf } from './fixtures.ts';

const entries = [...LIBRARY.values()];

test.each(FORMS.map((form) => [form.signature, form] as const))('the example of %s', (_, { doc, example }) => {
  expect(doc).toMatch(/^[A-Z].*\.$/);
  expect(evaluate(example.expression)).toEqual(example.gives);
});

test.each(entries.map((entry) => [entry.signature, entry] as const))(
  'the example of %s',
  (_, { name, doc, example }) => {
    expect(example.expression).toContain(`${name}(`);
    expect(doc).toMatch(/^[A-Zt].*\.$/);
    expect(evaluate(example.expression)).toEqual(example.gives);
  },
);

test.each(entries.map((entry) => [entry.name, entry] as const))(
  '%s is Unknown where a part of an argument is',
  (name) => {
    const unknown = new Unknown('not run');
    expect(expression(`${name}([{ a: x }])`).evaluate(scopeOf({ x: unknown }))).toBe(unknown);
    expect(expression(`${name}(x)`).evaluate(scopeOf({ x: { a: [unknown] } }))).toBe(unknown);
  },
);

test.each([
  ['json()', 'json(): value is missing'],
  ['json(1, 2, 3)', 'json(): takes 2 arguments, not 3'],
  ["json(1, '2')", 'json(): indent takes whole number, not a string'],
  ["hash('a', 'crc')", "hash(): algorithm takes 'sha256' or 'sha512' or 'sha1' or 'md5', not a string"],
  ["from_json('{secret')", 'from_json(): the text is not JSON'],
  ["from_yaml('a: [secret')", 'from_yaml(): the text is not YAML'],
  ["JSON.parse('secret')", 'JSON.parse(): the text is not JSON'],
  ["b64decode('se cret!')", 'b64decode(): the text is not base64'],
  ["file('nowhere')", 'file(): there is no file nowhere'],
  ['mandatory(nowhere)', 'mandatory(): the value is missing'],
  ["mandatory(x.nowhere, 'set it')", 'mandatory(): set it'],
  ['range(1e9)', 'range(): a range has at most 1000000 numbers'],
  ['range(0, 1, 0)', 'range(): step cannot be 0'],
  ["sort_by([{ a: 1 }], 'b')", 'sort_by(): an item has no key b'],
  ["bool('maybe')", 'bool(): value takes yes, no, true, false, on, off, 1 or 0'],
  ["int('4x')", 'int(): value is not a number'],
  ["cidr_host('10.0.0.0/30', 4)", 'cidr_host(): the network has no address of this number'],
  ["cidr_network('10.0.0.0')", 'cidr_network(): the network takes the form 10.0.0.0/24'],
  ["cidr_network('10.0.0.0/33')", 'cidr_network(): the network takes the form 10.0.0.0/24'],
  ["password_hash('a', {})", 'password_hash(): it needs a salt or a seed, as text'],
  ["password_hash('a', { salt: 'a$b' })", 'password_hash(): salt takes 1 to 16 of the characters ./0-9A-Za-z'],
  ["password_hash('a', { scheme: 'md5' })", "password_hash(): scheme takes 'sha512' or 'bcrypt'"],
  [
    "password_hash('a', { scheme: 'bcrypt', salt: 'a' })",
    'password_hash(): salt takes 21 of the characters ./0-9A-Za-z',
  ],
  [
    "password_hash('a', { sald: 'ab' })",
    'password_hash(): there is no option sald; there are scheme, salt, seed, rounds',
  ],
])('%s fails', (text, summary) => {
  expect(failure(expression(text), { x: {} })).toMatchObject({ code: 'expression-failed', summary });
});

test.each<[string, unknown]>([
  ['env("A") ?? "b"', 'b'],
  ['["/a/b", "c"].map(basename)', ['b', 'c']],
  ['combine({ a: { x: 1 } }, { a: { y: 2 } })', { a: { y: 2 } }],
  ['range(3)', [0, 1, 2]],
  ['range(3, 0, -1)', [3, 2, 1]],
  ['flatten([1, [2, [3]]], 1)', [1, 2, [3]]],
  ["sort_by(['bb', 'a'], (x) => x.length, true)", ['bb', 'a']],
  ["regex_search('abc', 'x')", null],
  ["regex_findall('a1b2', /[0-9]/)", ['1', '2']],
  ["splitext('/a.d/b')", ['/a.d/b', '']],
  ["comment('a\\n\\nb\\n', '; ')", '; a\n;\n; b'],
  ["indent('a\\n\\nb', 2, true)", '  a\n\n  b'],
  ["cidr_host('fd00::/64', -1)", 'fd00::ffff:ffff:ffff:ffff'],
  ["netmask('0.0.0.0/0')", '0.0.0.0'],
  ["cidr_contains('10.0.0.0/24', 'fd00::1')", false],
  ["sort_ips(['fd00::1', '10.0.0.1', '9.0.0.1'])", ['9.0.0.1', '10.0.0.1', 'fd00::1']],
  ["human_to_bytes('1.5 GiB')", 1_610_612_736],
  ['bytes_to_human(1500)', '1500'],
  ['bytes_to_human(0)', '0'],
  ['yaml({ a: "yes", b: "0644" })', "a: 'yes'\nb: '0644'\n"],
  ["password_hash('a', { seed: 'web1' }) === password_hash('a', { seed: 'web1' })", true],
  ["password_hash('a', { seed: 'web1' }) === password_hash('a', { seed: 'web2' })", false],
  // checked with crypt(3)
  [
    "password_hash('secret', { scheme: 'bcrypt', salt: 'abcdefghijklmnopqrstu', rounds: 5 })",
    '$2b$05$abcdefghijklmnopqrstuO3lFO8LfU/MycfQd0VOZbdA30J2RGbFK',
  ],
])('%s', (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

test('a variable comes before a function of its name, unless it is called', () => {
  const scope = scopeOf({ range: 7 });
  expect(expression('range + range(2).length').evaluate(scope)).toBe(9);
});

test.each([
  [
    'secret',
    'saltsalt',
    5000,
    '$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1',
  ],
  [
    'größe'.repeat(13),
    'ab',
    5000,
    '$6$ab$x5Z0XFKxo4jDFk7tYUL6jadXMTrNBLLF7h7VCsUejy.a760a6Y.EkjWOByX1EIPakFHGDqDQpflLk1doN0tYM/',
  ],
  // From the reference document of the algorithm.
  [
    'Hello world!',
    'saltstringsaltstring',
    10000,
    '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  ],
])('sha512-crypt of %s', (password, salt, rounds, hash) => {
  expect(sha512Crypt(password, salt, rounds)).toBe(hash);
});

describe('versions', () => {
  test.each([
    ['1.2', '1.10', -1],
    ['1.0~rc1', '1.0', -1],
    ['1:1.0', '2.0', 1],
    ['1.0-1', '1.0-1+b1', -1],
    ['1.0a', '1.0+', -1],
    ['1.22.1-9+deb12u1', '1.22.1-9', 1],
    ['1.0', '1.0', 0],
    ['1.0', '1.00', 0],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(0 - sign);
  });
});

test('addresses read back as they are printed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      expect(parseAddress(renderAddress(address))).toEqual(address);
    }),
  );
});

test.each([
  ['::', '::'],
  ['0:0:1:0:0:0:0:0', '0:0:1::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ['FD00::0001', 'fd00::1'],
  ['10:0:0:0:0:0:0:1', '10::1'],
])('%s is printed as %s', (text, expected) => {
  expect(renderAddress(parseAddress(text))).toBe(expected);
});

test('quoted text is one word of a shell, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = expression('quote(x)').evaluate(scopeOf({ x: text })) as string;
      const unquoted = quoted.startsWith("'") ? quoted.slice(1, -1).replaceAll(`'\\''`, "'") : quoted;
      expect(unquoted).toBe(text);
      if (!quoted.startsWith("'")) expect(quoted).toMatch(/^[\w@%+=:,./-]+$/);
    }),
  );
});

test('no function changes its arguments', () => {
  const x = { list: [{ n: 2 }, { n: 1 }], map: { a: { b: 1 } } };
  const before = structuredClone(x);
  for (const text of [
    "sort_by(x.list, 'n')",
    'combine(x.map, { a: { c: 1 } }, true)',
    'flatten([x.list])',
    'unique(x.list)',
    "group_by(x.list, 'n')",
  ]) {
    expression(text).evaluate(scopeOf({ x }));
  }
  expect(x).toEqual(before);
});
