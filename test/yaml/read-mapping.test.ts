import { describe, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { SourceText } from '../../src/expression/compiled.ts';
import { readMapping } from '../../src/yaml/read-mapping.ts';
import { readBoolean, readInteger, readString, readStrings } from '../../src/yaml/read-value.ts';
import { loadYaml } from '../../src/yaml/load-yaml.ts';
import type { YamlNode } from '../../src/yaml/node.ts';
import { toTemplated } from '../../src/yaml/templated.ts';

function node(text: string): YamlNode {
  const found = loadYaml({ path: 'x.yml', text }, {}, new DiagnosticList());
  if (!found) throw new Error('not YAML');
  return found;
}

describe('readMapping', () => {
  const shape = { what: 'a play', known: ['hosts', 'tasks', 'name'], required: ['hosts'] };

  test('reports every unknown and missing key and keeps the others', () => {
    const diagnostics = new DiagnosticList();
    const entries = readMapping(node('name: x\ntaks: []\nquux: 1\n'), shape, diagnostics);
    expect([...(entries?.keys() ?? [])]).toEqual(['name']);
    expect(diagnostics.items).toMatchObject([
      { code: 'missing-key', summary: 'a play needs the key hosts', range: { start: 0 } },
      { code: 'unknown-key', suggestion: 'Did you mean tasks?', range: { start: 8, end: 12 } },
      { code: 'unknown-key', suggestion: 'Known are hosts, name, tasks.' },
    ]);
  });

  test('advice for a key comes before the nearest name', () => {
    const diagnostics = new DiagnosticList();
    const advice = (key: string): string | undefined => (key === 'task' ? 'Write tasks.' : undefined);
    readMapping(node('hosts: a\ntask: []'), { ...shape, advice }, diagnostics);
    expect(diagnostics.items).toMatchObject([{ suggestion: 'Write tasks.' }]);
  });

  test('another kind of node is a wrong type', () => {
    const diagnostics = new DiagnosticList();
    expect(readMapping(node('- a'), shape, diagnostics)).toBeUndefined();
    expect(diagnostics.items).toMatchObject([{ code: 'wrong-type', summary: 'a play must be a mapping, not a list' }]);
  });
});

describe('values', () => {
  test.each<
    [string, typeof readString | typeof readStrings | typeof readBoolean | typeof readInteger, string, unknown]
  >([
    ['text', readString, 'x', 'x'],
    ['a number as written', readString, '1.10', '1.10'],
    ['yes for a boolean', readBoolean, 'yes', true],
    ['an integer', readInteger, '0x10', 16],
    ['a list', readStrings, '[a, 1]', ['a', '1']],
    ['one string for a list', readStrings, 'a', ['a']],
  ])('%s', (_name, read, text, expected) => {
    const diagnostics = new DiagnosticList();
    expect(read(node(text), 'it', diagnostics)).toEqual(expected);
    expect(diagnostics.items).toEqual([]);
  });

  test.each([
    ['a boolean for text', readString, 'yes', 'it must be a string, not yes (which YAML reads as true)'],
    ['nothing for text', readString, '', 'it must be a string, not nothing'],
    ['a string for a boolean', readBoolean, '"yes"', 'it must be true or false, not the string "yes"'],
    ['a fraction for an integer', readInteger, '1.5', 'it must be a whole number, not the number 1.5'],
    ['a mapping for a list', readStrings, 'a: 1', 'it must be a string or a list of strings, not a mapping'],
  ])('%s', (_name, read, text, summary) => {
    const diagnostics = new DiagnosticList();
    expect(read(node(text), 'it', diagnostics)).toBeUndefined();
    expect(diagnostics.items).toMatchObject([{ code: 'wrong-type', summary }]);
  });
});

describe('toTemplated', () => {
  const compile = (source: SourceText) => ({ source, identifiers: [], ensures: [], evaluate: () => source.text });

  test('a node without templates becomes one literal', () => {
    expect(toTemplated(node('a: [1, {b: x}]'), compile, new DiagnosticList())).toMatchObject({
      kind: 'literal',
      value: { a: [1, { b: 'x' }] },
    });
  });

  test('templates stay apart from the literals around them, and know their place', () => {
    expect(toTemplated(node('a: [1, "<%= b %>"]'), compile, new DiagnosticList())).toMatchObject({
      kind: 'mapping',
      entries: [
        {
          key: 'a',
          value: { kind: 'sequence', items: [{ kind: 'literal' }, { kind: 'template', range: { start: 7 } }] },
        },
      ],
    });
  });

  test('!unsafe is a literal; Jinja is handed to the compiler to be reported', () => {
    const seen: string[] = [];
    const spy = (text: SourceText): undefined => void seen.push(text.text);
    toTemplated(node('[!unsafe "<%= a %>", "{{ b }}", "<%= c %>", plain]'), spy, new DiagnosticList());
    expect(seen).toEqual(['{{ b }}', '<%= c %>']);
  });
});
