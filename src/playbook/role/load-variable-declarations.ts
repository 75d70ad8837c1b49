import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { VariableDeclaration, VariableType } from './variable-declaration.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import { checkVariableName } from '../../inventory/variable-names.ts';
import type { Choice } from '../../values/choice.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { expectKind, readBoolean, readChoice, readString, reportType } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import { toPlain } from '../../yaml/plain.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/node.ts';
import { checkValue } from './check-value.ts';
import { VARIABLE_TYPES } from './variable-type.ts';

const SHAPE = {
  what: 'the declaration of a variable',
  known: ['type', 'required', 'default', 'description', 'secret', 'recommended', 'choices', 'items', 'keys'],
  advice: (key: string): string | undefined =>
    ({ elements: 'Write items.', options: 'Write keys.', no_log: 'Write secret.', enum: 'Write choices.' })[key],
};

/** The declared variables of a role, by name. `name: port` is short for `name: { type: port }`. */
export function loadVariableDeclarations(
  node: YamlNode | undefined,
  reader: TemplateReader,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, VariableDeclaration> {
  if (!node) return new Map();
  const entries = expectKind(node, 'mapping', 'variables', diagnostics)?.entries ?? [];
  const valid = entries.filter(({ key: { range }, key }) =>
    checkVariableName({ name: keyText(key), range, syntax: reader.dialectOf(range.source)?.syntax }, diagnostics),
  );
  return readDeclarations(valid, reader, diagnostics);
}

function readDeclarations(
  entries: readonly YamlEntry[],
  reader: TemplateReader,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, VariableDeclaration> {
  return new Map(entries.map(({ key, value }) => [keyText(key), readDeclaration(key, value, { reader, diagnostics })]));
}

interface Reading {
  readonly reader: TemplateReader;
  readonly diagnostics: DiagnosticList;
}

function readDeclaration(key: YamlScalar, node: YamlNode, reading: Reading): VariableDeclaration {
  const { reader, diagnostics } = reading;
  const name = keyText(key);
  const plain = { name, required: false, description: '', secret: false, range: key.range } as const;
  if (node.kind === 'scalar') return { ...plain, type: readType(node, diagnostics) };
  const entries = readMapping(node, SHAPE, diagnostics);
  if (!entries) return { ...plain, type: 'any' };
  const value = (of: string): YamlNode | undefined => entries.get(of)?.value;
  const flag = (of: string): boolean => readFlag(value(of), of, diagnostics);
  const [type, items, keys, choices] = [value('type'), value('items'), value('keys'), value('choices')];
  const fallback = value('default');
  const text = (of: string): string | undefined => readText(value(of), of, diagnostics);
  const declaration: VariableDeclaration = {
    ...plain,
    type: type ? readType(type, diagnostics) : keys ? 'mapping' : items ? 'list' : 'any',
    required: flag('required'),
    default: fallback && reader.readValue(fallback, diagnostics),
    description: text('description') ?? '',
    secret: flag('secret'),
    recommended: text('recommended'),
    choices: choices && readChoices(choices, diagnostics),
    items: items && readDeclaration(key, items, reading),
    keys:
      keys && readDeclarations(expectKind(keys, 'mapping', 'keys', diagnostics)?.entries ?? [], reader, diagnostics),
  };
  reportConflicts(declaration, entries, diagnostics);
  return declaration;
}

const readFlag = (node: YamlNode | undefined, key: string, diagnostics: DiagnosticList): boolean =>
  (node && readBoolean(node, key, diagnostics)) ?? false;

const readText = (node: YamlNode | undefined, key: string, diagnostics: DiagnosticList): string | undefined =>
  node && readString(node, key, diagnostics);

function readType(node: YamlNode, diagnostics: DiagnosticList): VariableType {
  const name = readChoice(node, 'type', TYPES, diagnostics);
  return VARIABLE_TYPES.find((known) => name !== undefined && known === (SYNONYMS[name] ?? name)) ?? 'any';
}

/** The names in Ansible's argument specs. */
const SYNONYMS: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  dict: 'mapping',
  raw: 'any',
};

const TYPES: Choice = { choices: VARIABLE_TYPES, also: Object.keys(SYNONYMS) };

function readChoices(node: YamlNode, diagnostics: DiagnosticList): readonly unknown[] | undefined {
  const list = expectKind(node, 'sequence', 'choices', diagnostics);
  return list?.items.map(toPlain);
}

function reportConflicts(
  declaration: VariableDeclaration,
  entries: ReadonlyMap<string, YamlEntry>,
  diagnostics: DiagnosticList,
): void {
  const { required, type, name } = declaration;
  const fallback = entries.get('default');
  if (required && fallback) {
    diagnostics.error({
      code: 'conflicting-keys',
      summary: `${name} is required, so that its default is never used`,
      suggestion: `Remove \`required: true\` of ${name}, or its \`default\`.`,
      range: fallback.key.range,
    });
  }
  for (const [key, wanted] of [
    ['items', 'list'],
    ['keys', 'mapping'],
  ] as const) {
    const entry = entries.get(key);
    if (entry && type !== wanted)
      reportType(entry.value, { text: `absent unless the type is ${wanted}` }, key, diagnostics);
  }
  if (declaration.default?.kind !== 'literal') return;
  for (const { path, message, example } of checkValue(
    { ...declaration, default: undefined },
    declaration.default.value,
  )) {
    diagnostics.error({
      code: 'wrong-value',
      summary: `The default of ${path} ${message}`,
      suggestion: `Write, for example, \`${example.replace(`${name}: `, 'default: ')}\`.`,
      range: declaration.default.range,
    });
  }
}
