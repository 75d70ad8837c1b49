import { basename, dirname, join, relative } from 'node:path';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { RoleMeta, RoleReference } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { emptyLayer, loadVariables, mergeLayers, variablesFrom } from '../variables/load-variables.ts';
import { readerFor } from '../files/reader-for.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readBoolean, readChoice, readString, readStrings, reportType } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { KEYWORDS as ALL_KEYWORDS } from '../task/keyword-names.ts';
import { findRole, reportUnknownRole } from './find-role.ts';
import { loadArgumentSpecs } from './load-argument-specs.ts';
import { loadVariableDeclarations } from './load-variable-declarations.ts';
import { suggestRoleKey } from './suggest-role-key.ts';
import { findRoleFile } from './role-file.ts';

const KEYWORDS: readonly string[] = ALL_KEYWORDS;

const SHAPE = {
  what: 'meta/main.yml',
  known: [
    'description',
    'variables',
    'dependencies',
    'after',
    'requires',
    'galaxy_info',
    'syntax',
    'allow_duplicates',
    'collections',
    'argument_specs',
  ],
};

const EMPTY: RoleMeta = { variables: new Map(), allowsDuplicates: false, dependencies: [], after: [], requires: [] };

/** The contents of a role's meta/main.yml; empty if the file does not exist. */
export function loadRoleMeta(rolePath: string, session: LoadSession): RoleMeta {
  const known = session.metas.get(rolePath);
  if (known) return known;
  const path = findRoleFile(rolePath, 'meta', undefined, session);
  const node = path === undefined ? undefined : session.files.readYaml(path, session.diagnostics);
  const main = node && !isNothing(node) ? readMeta(node, rolePath, session) : EMPTY;
  const meta = { ...main, variables: new Map([...readSpecs(rolePath, session), ...main.variables]) };
  session.metas.set(rolePath, meta);
  return meta;
}

/** Reads meta/argument_specs.yml. */
function readSpecs(rolePath: string, session: LoadSession): RoleMeta['variables'] {
  const path = findRoleFile(rolePath, 'meta', 'argument_specs', session);
  const node = path === undefined ? undefined : session.files.readYaml(path, session.diagnostics);
  if (!node || isNothing(node)) return new Map();
  const entries = readMapping(node, { what: 'argument_specs.yml' }, session.diagnostics);
  return loadArgumentSpecs(entries?.get('argument_specs')?.value, session.diagnostics);
}

function readMeta(node: YamlNode, rolePath: string, session: LoadSession): RoleMeta {
  const { diagnostics } = session;
  const entries = readMapping(node, SHAPE, diagnostics);
  if (!entries) return EMPTY;
  const references = (key: string): RoleReference[] => readReferences(entries.get(key), rolePath, session);
  for (const name of readCollections(entries.get('collections'), diagnostics)) session.collections.add(name);
  const variables = entries.get('variables')?.value;
  const duplicates = entries.get('allow_duplicates')?.value;
  const syntax = entries.get('syntax')?.value;
  // the language itself is read from the file's text
  if (syntax) readChoice(syntax, 'syntax', { choices: ['ejs', 'jinja'] }, diagnostics);
  const description = entries.get('description')?.value ?? galaxyDescription(entries.get('galaxy_info')?.value);
  return {
    description: description && readString(description, 'description', diagnostics),
    variables: new Map([
      ...loadArgumentSpecs(entries.get('argument_specs')?.value, diagnostics),
      ...loadVariableDeclarations(variables, readerFor(rolePath, session), diagnostics),
    ]),
    allowsDuplicates: (duplicates && readBoolean(duplicates, 'allow_duplicates', diagnostics)) ?? false,
    dependencies: references('dependencies'),
    after: references('after'),
    requires: references('requires'),
  };
}

const readCollections = (entry: YamlEntry | undefined, diagnostics: DiagnosticList): readonly string[] =>
  entry && !isNothing(entry.value) ? (readStrings(entry.value, 'collections', diagnostics) ?? []) : [];

const galaxyDescription = (node: YamlNode | undefined): YamlNode | undefined =>
  node?.kind === 'mapping' ? node.entries.find(({ key }) => key.raw === 'description')?.value : undefined;

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

function readReferences(entry: YamlEntry | undefined, rolePath: string, session: LoadSession): RoleReference[] {
  if (!entry || isNothing(entry.value)) return [];
  if (entry.value.kind === 'mapping') {
    reportType(entry.value, { text: 'a list of roles', kind: 'list' }, keyText(entry.key), session.diagnostics);
    return [];
  }
  const items = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
  return items.flatMap((item) => readReference(item, keyText(entry.key), rolePath, session) ?? []);
}

function readReference(node: YamlNode, key: string, rolePath: string, session: LoadSession): RoleReference | undefined {
  const reference =
    node.kind === 'mapping' && key === 'dependencies'
      ? readWithVars(node.entries, node, rolePath, session)
      : { name: node, vars: emptyLayer(''), entries: new Map<string, YamlEntry>() };
  const role = reference.name && readString(reference.name, key, session.diagnostics);
  if (!reference.name || role === undefined) return undefined;
  const { range } = reference.name;
  const found = findRole(role, session) === undefined ? besideRole(role, rolePath, session) : role;
  if (found === undefined) {
    reportUnknownRole(role, range, session);
    return undefined;
  }
  return { role: found, vars: reference.vars, entries: reference.entries, range };
}

/** The name of a role that is found only from the directory of the role that names it, as roles in subdirectories are. */
function besideRole(name: string, rolePath: string, { files, rolesPath }: LoadSession): string | undefined {
  const path = join(dirname(rolePath), name);
  if (!files.isDirectory(path)) return undefined;
  const roles = rolesPath.find((each) => path.startsWith(`${each}/`));
  return roles === undefined ? path : relative(roles, path);
}

/** Reads `{ role: tls, vars: {...} }`; keys that are not keywords are parameters. */
function readWithVars(entries: readonly YamlEntry[], node: YamlNode, rolePath: string, session: LoadSession) {
  const { diagnostics } = session;
  const find = (key: string): YamlNode | undefined => entries.find((entry) => keyText(entry.key) === key)?.value;
  const name = find('role') ?? find('name') ?? find('src');
  if (!name)
    diagnostics.error({
      code: 'missing-key',
      summary: 'a dependency needs the key role',
      suggestion: suggestRoleKey(entries.map(({ key }) => keyText(key))),
      range: node.range,
    });
  const reader = readerFor(rolePath, session);
  const label = `parameters from ${basename(rolePath)}`;
  const own = entries.filter(({ key }) => ![...OWN_KEYS, ...KEYWORDS].includes(keyText(key)));
  const layers = [
    variablesFrom(own, { label, reader }, diagnostics),
    loadVariables(find('vars'), { label, reader }, diagnostics),
  ];
  const keywords = entries.filter(({ key }) => keyText(key) !== 'vars' && KEYWORDS.includes(keyText(key)));
  return { name, vars: mergeLayers(layers), entries: new Map(keywords.map((entry) => [keyText(entry.key), entry])) };
}

/** Keys of a dependency; all others are parameters. */
const OWN_KEYS: readonly string[] = ['role', 'name', 'src', 'version', 'scm', 'vars'];
