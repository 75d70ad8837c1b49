import { basename } from 'node:path';
import type { RoleMeta, RoleReference } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { emptyLayer, loadVariables, mergeLayers, variablesFrom } from '../variables/load-variables.ts';
import { readerFor } from '../files/reader-for.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readString, reportType } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { findRole, reportUnknownRole } from './find-role.ts';
import { loadVariableDeclarations } from './load-variable-declarations.ts';
import { findRoleFile } from './role-file.ts';

const SHAPE = {
  what: 'meta/main.yml',
  known: ['description', 'variables', 'dependencies', 'after', 'requires', 'galaxy_info', 'syntax'],
  advice: (key: string): string | undefined =>
    ({
      allow_duplicates: 'Remove it: a role runs once for each entry of the play.',
      collections: 'Remove it: modules are found by their short names.',
      argument_specs: 'Declare the variables under variables:.',
    })[key],
};

const EMPTY: RoleMeta = { variables: new Map(), dependencies: [], after: [], requires: [] };

/** What a role's meta/main.yml says; an empty one where there is none. */
export function loadRoleMeta(rolePath: string, session: LoadSession): RoleMeta {
  const known = session.metas.get(rolePath);
  if (known) return known;
  const path = findRoleFile(rolePath, 'meta', undefined, session);
  const node = path === undefined ? undefined : session.files.readYaml(path, session.diagnostics);
  const meta = node && !isNothing(node) ? readMeta(node, rolePath, session) : EMPTY;
  session.metas.set(rolePath, meta);
  return meta;
}

function readMeta(node: YamlNode, rolePath: string, session: LoadSession): RoleMeta {
  const { diagnostics } = session;
  const entries = readMapping(node, SHAPE, diagnostics);
  if (!entries) return EMPTY;
  const references = (key: string): RoleReference[] => readReferences(entries.get(key), rolePath, session);
  const variables = entries.get('variables')?.value;
  const description = entries.get('description')?.value ?? galaxyDescription(entries.get('galaxy_info')?.value);
  return {
    description: description && readString(description, 'description', diagnostics),
    variables: loadVariableDeclarations(variables, readerFor(rolePath, session), diagnostics),
    dependencies: references('dependencies'),
    after: references('after'),
    requires: references('requires'),
  };
}

const galaxyDescription = (node: YamlNode | undefined): YamlNode | undefined =>
  node?.kind === 'mapping' ? node.entries.find(({ key }) => key.raw === 'description')?.value : undefined;

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

function readReferences(entry: YamlEntry | undefined, rolePath: string, session: LoadSession): RoleReference[] {
  if (!entry || isNothing(entry.value)) return [];
  if (entry.value.kind === 'mapping') {
    reportType(entry.value, 'a list of roles', keyText(entry.key), session.diagnostics);
    return [];
  }
  const items = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
  return items.flatMap((item) => readReference(item, keyText(entry.key), rolePath, session) ?? []);
}

function readReference(node: YamlNode, key: string, rolePath: string, session: LoadSession): RoleReference | undefined {
  const reference =
    node.kind === 'mapping' && key === 'dependencies'
      ? readWithVars(node.entries, node, rolePath, session)
      : { name: node, vars: emptyLayer('') };
  const role = reference.name && readString(reference.name, key, session.diagnostics);
  if (!reference.name || role === undefined) return undefined;
  const { range } = reference.name;
  if (findRole(role, session) === undefined) {
    reportUnknownRole(role, range, session);
    return undefined;
  }
  return { role, vars: reference.vars, range };
}

/** `{ role: tls, vars: {...} }`; what is no keyword is a parameter. */
function readWithVars(entries: readonly YamlEntry[], node: YamlNode, rolePath: string, session: LoadSession) {
  const { diagnostics } = session;
  const find = (key: string): YamlNode | undefined => entries.find((entry) => keyText(entry.key) === key)?.value;
  const name = find('role') ?? find('name');
  if (!name) diagnostics.error({ code: 'missing-key', summary: 'a dependency needs the key role', range: node.range });
  for (const { key } of entries) {
    if (!NO_CONDITIONS.includes(keyText(key))) continue;
    diagnostics.error({
      code: 'unknown-key',
      summary: `${keyText(key)} is not a key of a dependency`,
      suggestion: 'A dependency always holds. Write this in the entry of the play, or in the tasks.',
      range: key.range,
    });
  }
  const reader = readerFor(rolePath, session);
  const label = `parameters given by ${basename(rolePath)}`;
  const own = entries.filter(({ key }) => !['role', 'name', 'vars', ...NO_CONDITIONS].includes(keyText(key)));
  const layers = [
    variablesFrom(own, { label, reader }, diagnostics),
    loadVariables(find('vars'), { label, reader }, diagnostics),
  ];
  return { name, vars: mergeLayers(layers) };
}

const NO_CONDITIONS = ['when', 'tags', 'become', 'become_user', 'delegate_to', 'hosts'];
