import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { positionAt } from '../../src/diagnostic/source-range.ts';
import { loadYaml } from '../../src/yaml/load-yaml.ts';
import type { YamlMapping, YamlNode, YamlScalar } from '../../src/yaml/node.ts';
import { toPlain } from '../../src/yaml/plain.ts';

function load(text: string, options = {}): { node: YamlNode | undefined; diagnostics: DiagnosticList } {
  const diagnostics = new DiagnosticList();
  return { node: loadYaml({ path: 'x.yml', text }, options, diagnostics), diagnostics };
}

function plain(text: string): unknown {
  const { node, diagnostics } = load(text);
  expect(diagnostics.items).toEqual([]);
  return node && toPlain(node);
}

function valueOf(text: string, key: string): YamlScalar {
  const mapping = load(text).node as YamlMapping;
  return mapping.entries.find((entry) => entry.key.raw === key)?.value as YamlScalar;
}

describe('values', () => {
  test.each<[string, string, unknown]>([
    ['booleans of YAML 1.1', 'a: [yes, Off, TRUE]', { a: [true, false, true] }],
    ['y and n are text, as PyYAML has it', 'a: [y, N]', { a: ['y', 'N'] }],
    ['octal', 'mode: 0644', { mode: 420 }],
    ['sexagesimal', 't: 1:30', { t: 90 }],
    ['no octal', 'a: 08', { a: '08' }],
    ['exponent without a dot is text', 'a: 1e3', { a: '1e3' }],
    ['large integers stay exact', 'a: 12345678901234567890', { a: 12345678901234567890n }],
    ['dates stay as written', 'a: 2024-01-31', { a: '2024-01-31' }],
    ['null', 'a:\nb: ~', { a: null, b: null }],
    ['forced types', 'a: !!str 123\nb: !!int "7"', { a: '123', b: 7 }],
    ['merge keys', 'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3', { x: { a: 1, b: 2 }, y: { a: 1, b: 3 } }],
    ['merge lists, first wins', 'y:\n  <<: [{a: 1}, {a: 2, b: 2}]', { y: { a: 1, b: 2 } }],
    ['aliases', 'a: &l [1]\nb: *l', { a: [1], b: [1] }],
    ['numeric keys', '80: http\n0x10: hex', { 80: 'http', 16: 'hex' }],
    ['folded', 'a: >-\n  one\n  two\n\n  three', { a: 'one two\nthree' }],
    ['empty file', '# nothing\n', null],
    [
      'a bracket that closes in the column of its list',
      'l:\n  - {\n    a: 1,\n    b: "x"\n  }\nm: 2',
      { l: [{ a: 1, b: 'x' }], m: 2 },
    ],
    [
      'flow lines that begin anywhere',
      'a: [1,\n2, # two\n# three\n\t3\n]\nb: {k:\nv}',
      { a: [1, 2, 3], b: { k: 'v' } },
    ],
    [
      'quotes that go on in the first column',
      'x:\n  a: "one\ntwo\n\nthree"\n  b: \'s\n\tt\'',
      { x: { a: 'one two\nthree', b: 's t' } },
    ],
    ['a key called __proto__ is a key', '__proto__: 1', Object.fromEntries([['__proto__', 1]])],
  ])('%s', (_name, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  test('raw keeps the source text', () => {
    expect(valueOf('mode: 0644', 'mode').raw).toBe('0644');
    expect(valueOf('v: 1.10', 'v').raw).toBe('1.10');
  });

  test('styles', () => {
    const text = 'a: p\nb: \'s\'\nc: "d"\nd: |\n  l\ne: >\n  f\n';
    const styles = ['a', 'b', 'c', 'd', 'e'].map((key) => valueOf(text, key).style);
    expect(styles).toEqual(['plain', 'single-quoted', 'double-quoted', 'literal', 'folded']);
  });
});

describe('places', () => {
  test('are those of the file where lines are not deep enough', () => {
    const text = 'l:\n  - {\n    a: 1\n  }\nm: "x\ny"\nlast: end\n';
    const { range } = valueOf(text, 'last');
    expect(text.slice(range.start, range.end)).toBe('end');
  });

  test('an unclosed list is reported where it begins', () => {
    const [error] = load('a: [1, 2\nb: 3\nc: 4\n').diagnostics.items;
    expect(error?.summary).toMatch('is not closed');
    expect(positionAt({ path: 'x.yml', text: 'a: [1, 2\nb: 3\nc: 4\n' }, error?.range?.start ?? 0).line).toBe(1);
  });

  test.each<[string, string, string, string]>([
    ['plain', 'a: one\n', 'a', 'one'],
    ['quoted, with its quotes', 'a: "one"\n', 'a', '"one"'],
    ['block, from its header', 'k: 1\na: |-\n  one\n  two\nb: 2\n', 'a', '|-\n  one\n  two'],
    ['flow sequence', 'a: [1, [2], 3 ] # x\n', 'a', '[1, [2], 3 ]'],
    ['flow mapping', 'a: {b: {c: d}}\n', 'a', '{b: {c: d}}'],
    ['empty flow', 'a: []\nb: 1\n', 'a', '[]'],
    ['block mapping', 'a:\n  b: 1\n  c: 2\nd: 3\n', 'a', 'b: 1\n  c: 2'],
  ])('%s', (_name, text, key, expected) => {
    const { range } = valueOf(text, key);
    expect(text.slice(range.start, range.end)).toBe(expected);
  });

  test('an empty value stands behind the colon', () => {
    expect(valueOf('a:\nb: 1\n', 'a').range).toMatchObject({ start: 2, end: 2 });
  });

  test.each<[string, string]>([
    ['plain over lines', 'a: one\n  two\n\n  three MARK\n'],
    ['single quotes', "a: 'it''s ''x'' MARK'\n"],
    ['escapes', 'a: "\\t\\x41\\u00e9\\U0001F600 \\\n   MARK"\n'],
    ['literal', 'a: |\n\n  one\n    two\n\n  three MARK\n'],
    ['literal with an indentation mark', 'a: |2\n    one\n  MARK\n'],
    ['folded', 'a: >\n\n  one\n  two\n\n\n  three\n    more\n\n    more\n  four\n\n  MARK\n'],
    ['windows line ends', 'a: >\r\n  one\r\n\r\n  two\r\n  MARK\r\n'],
  ])('an offset in a scalar leads back to the file: %s', (_name, text) => {
    const { text: scalar } = valueOf(text, 'a');
    expect(scalar.toSource(scalar.text.indexOf('MARK'))).toBe(text.indexOf('MARK'));
  });

  test('every visible character of a block scalar leads back to itself', () => {
    const line = fc
      .tuple(fc.constantFrom('', '  ', '\t'), fc.constantFrom('', 'a', 'bc', 'd e'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom('|', '>', '|-', '>+'), fc.array(line, { maxLength: 8 }), (header, lines) => {
        const source = `a: ${header}\n  x\n${lines.map((each) => `  ${each}\n`).join('')}`;
        const { text, toSource } = valueOf(source, 'a').text;
        for (let i = 0; i < text.length; i++) {
          if (/\S/.test(text.charAt(i))) expect(source.charAt(toSource(i))).toBe(text.charAt(i));
        }
      }),
    );
  });
});

describe('tags', () => {
  test('an inline vault is decrypted and reported', () => {
    const secrets: string[] = [];
    const options = {
      decryptVault: (text: string) => text.trim().toUpperCase(),
      onSecret: (s: string) => secrets.push(s),
    };
    const node = load('a: !vault |\n  cipher\n', options).node as YamlMapping;
    expect(node.entries[0]?.value).toMatchObject({ value: 'CIPHER', tag: 'vault' });
    expect(secrets).toEqual(['CIPHER']);
  });

  test('in a file that is one, keys, booleans, ports and common words are no secrets', () => {
    const secrets: string[] = [];
    const text =
      'db: { host: h4ndle, port: 3306, state: present, tls: yes, none: ~ }\npin: 471147\nport: "3306"\n? keyed\n: [list]\n';
    const options = { decryptVault: () => text, onSecret: (s: string) => secrets.push(s) };
    loadYaml({ path: 'v.yml', text: '$ANSIBLE_VAULT;1.1;AES256\n00' }, options, new DiagnosticList());
    expect(secrets).toEqual(['h4ndle', '471147', '3306', 'list']);
  });

  test('a file may be a vault as a whole; its lines are secret', () => {
    const secrets: string[] = [];
    const options = { decryptVault: () => 'a: s3cret\nb: [\n', onSecret: (s: string) => secrets.push(s) };
    const { diagnostics } = load('$ANSIBLE_VAULT;1.1;AES256\n6162\n', options);
    expect(diagnostics.items[0]?.range?.source).toMatchObject({ path: 'x.yml', secret: true });
    const fine = load('$ANSIBLE_VAULT;1.1;AES256\n6162\n', { ...options, decryptVault: () => 'a: s3cret' });
    expect(fine.node && toPlain(fine.node)).toEqual({ a: 's3cret' });
    expect(secrets).toContain('s3cret');
  });

  test.each([
    ...['*Zq1secret', '!Zq1secret', '!Zq1<secret', '!Zq1!secret', '!<Zq1secret', '!!Zq1secret x', '!!int Zq1secret'],
    ...['@Zq1secret', '%Zq1secret', '`Zq1secret', '|Zq1secret', '>Zq1secret', '[Zq1secret', '{Zq1secret', '"Zq1secret'],
    ...[
      '"\\Zq1secret"',
      "'Zq1secret' x",
      '\t- Zq1secret',
      'Zq1: secret',
      '? Zq1secret',
      '{{ Zq1secret }} x',
      'x\n--- Zq1secret',
    ],
    ...['x\n Zq1secret: x', 'Zq1secret\nb', '- Zq1secret', 'x\n%Zq1secret', '&Zq1secret *Zq1', '\u0001Zq1secret'],
  ])('an error within a vault does not show the value %j', (value) => {
    const items = [`a: ${value}\n`, `- ${value}\n`].flatMap(
      (text) => load('$ANSIBLE_VAULT;1.1;AES256\n6162\n', { decryptVault: () => text }).diagnostics.items,
    );
    const shown = items.map(({ summary, detail, suggestion }) => [summary, detail, suggestion]);
    expect(JSON.stringify(shown)).not.toMatch(/Zq1|secret/);
  });

  test('without a password, or with a wrong one, it is reported where it stands', () => {
    expect(load('a: !vault |\n  x\n').diagnostics.items).toMatchObject([
      { code: 'vault-unreadable', range: { start: 10 } },
    ]);
    const decryptVault = (): string => {
      throw new Error('no password opens it');
    };
    expect(load('a: !vault x\n', { decryptVault }).diagnostics.items).toMatchObject([
      { detail: 'no password opens it' },
    ]);
  });

  test('!unsafe marks strings, also all those within', () => {
    expect(valueOf('a: !unsafe "<% x %>"\n', 'a').tag).toBe('unsafe');
    const list = load('a: !unsafe [x, {k: y}]\n').node as YamlMapping;
    expect(JSON.stringify(list, (key, value: unknown) => (key === 'range' ? undefined : value))).toMatch(
      /"y".*"unsafe"/,
    );
  });

  test('another tag is refused', () => {
    expect(load('a: !ruby/object x\n').diagnostics.items).toMatchObject([
      { code: 'yaml-tag', range: { start: 3, end: 15 } },
    ]);
    expect(load('a: !!int x\n').diagnostics.items).toMatchObject([{ code: 'yaml-tag' }]);
  });
});

describe('mistakes', () => {
  test.each<[string, string, string, string, RegExp]>([
    ['a colon in a value', 'a: 1\nb: x: y\n', '2:5', 'colon', /Quote the whole value: `'x: y'`/],
    ['a conditional expression', 'a: <%= x ? 1 : 2 %>\n', '1:14', 'colon', /'<%= x \? 1 : 2 %>'/],
    ['a tab', 'a:\n\tb: 1\n', '2:1', 'tab', /spaces/],
    ['a percent sign', 'a: %x\n', '1:4', 'start with %', /'%x'/],
    ['Jinja at the start', 'a: {{ x }}/b\n', '1:4', 'starts with {{', /`'\{\{ x }}\/b'`/],
    ['an open quote', 'a: "x\nb: 1\n', '1:4', 'not closed', /Close/],
    ['a key and its value without a colon', '- a: 1\n  b yes\n  c: 1\n', '2:3', 'lacks its colon', /: `b: yes`\.$/],
    [
      'the first key of an item without a colon',
      '- hosts all\n  b: 1\n',
      '1:3',
      'lacks its colon',
      /: `hosts: all`\.$/,
    ],
    ['text after a quote', 'a: "x" y\n', '1:8', 'closing quote', /around/],
    ['bad indentation', 'a: 1\n  b: 2\n', '2:3', 'has a value already', /Indent/],
    ['a key amid a list', '- a\nb: 1\n', '2:1', 'indentation', /column/],
    ['an open bracket', 'a: [1,\nb: 2\n', '1:4', 'not closed', /Close it: `\[1]`/],
    ['a key without a colon', 'a: 1\nb\nc: 2\n', '2:1', 'colon', /./],
  ])('%s', (_name, text, place, summary, suggestion) => {
    const { node, diagnostics } = load(text);
    expect(node).toBeUndefined();
    expect(diagnostics.items).toHaveLength(1);
    const [found] = diagnostics.items;
    const { line, column } = positionAt({ path: '', text }, found?.range?.start ?? -1);
    expect(`${line}:${column}`).toBe(place);
    expect(found?.summary).toContain(summary);
    expect(found?.suggestion ?? 'none').toMatch(suggestion);
  });

  test('an item of a list that is too deep is a warning, unless it is in quotes', () => {
    const { node, diagnostics } = load('- web\n  - nginx\n');
    expect(node && toPlain(node)).toEqual(['web - nginx']);
    expect(diagnostics.items).toMatchObject([
      { code: 'item-in-text', severity: 'warning', range: { start: 8, end: 9 } },
    ]);
    expect(load('- "web\n  - nginx"\n- a\n  b-c\n').diagnostics.items).toEqual([]);
  });

  test('a duplicate key names the first line; the last value stays', () => {
    const { node, diagnostics } = load('a: 1\nb: 2\na: 3\n');
    expect(diagnostics.items).toMatchObject([
      { code: 'duplicate-key', detail: expect.stringContaining('line 1'), range: { start: 10 } },
    ]);
    expect(node && toPlain(node)).toEqual({ a: 3, b: 2 });
  });

  test('unquoted {{ }} is shown in quotes', () => {
    expect(load('a: {{ port }}\n').diagnostics.items).toMatchObject([
      { code: 'jinja-syntax', suggestion: 'Write `"{{ port }}"`.' },
    ]);
  });

  test('a second document', () => {
    expect(load('a: 1\n---\nb: 1\n').diagnostics.items).toMatchObject([
      { code: 'yaml-syntax', range: { start: 5, end: 8 } },
    ]);
    expect(load('---\na: 1\n...\n').diagnostics.items).toEqual([]);
  });

  test('an alias without an anchor', () => {
    expect(load('a: *nope\n').diagnostics.items).toMatchObject([{ code: 'yaml-syntax', range: { start: 3, end: 8 } }]);
  });

  test('aliases that multiply without end are refused', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`).join('\n');
    expect(load(`l0: &l0 [1,2,3]\n${levels}\n`).diagnostics.items[0]?.summary).toBe('Aliases make this file too large');
  });
});
