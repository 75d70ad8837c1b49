import type { Templated } from '../../expression/compiled.ts';
import type { Keywords, ModuleDefaults } from '../types.ts';
import { expectKind, readString, readStrings } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';
import { defaultGroups, isGroup } from '../arguments/default-groups.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';

interface Source {
  readonly session: LoadSession;
  /** The context of the keywords: `task`, `play`. */
  readonly what: string;
}

/** `collections`: where roles with short names are searched for. The short names of modules are always known. */
export function noteCollections(node: YamlNode, { session }: Source): undefined {
  if (node.kind === 'scalar' && node.value === null) return;
  for (const name of readStrings(node, 'collections', session.diagnostics) ?? []) session.collections.add(name);
}

/** `module_defaults`, by module. In a list of mappings, later mappings override earlier ones. */
export function readDefaults(node: YamlNode, { session }: Source): ModuleDefaults[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.flatMap((item) => {
    const mapping = expectKind(item, 'mapping', 'module_defaults', session.diagnostics);
    for (const { key } of mapping?.entries ?? []) checkGroup(key, session);
    return mapping ? [new Map(mapping.entries.map((entry) => [keyText(entry.key), paramsOf(entry, session)]))] : [];
  });
}

/** Parameters for modules that are not here would be lost silently. */
function checkGroup(key: YamlScalar, { diagnostics }: LoadSession): void {
  const name = keyText(key);
  if (!isGroup(name) || defaultGroups().includes(name)) return;
  diagnostics.warning({
    code: 'without-effect',
    summary: `module_defaults of ${name} change nothing here: no module of this group is built in`,
    suggestion:
      didYouMean(name, defaultGroups()) ?? `Name the modules instead, or one of ${defaultGroups().join(', ')}.`,
    range: key.range,
  });
}

const paramsOf = ({ key, value }: YamlEntry, session: LoadSession): readonly YamlEntry[] =>
  expectKind(value, 'mapping', `module_defaults of ${keyText(key)}`, session.diagnostics)?.entries ?? [];

export function addDefaults(
  inherited: Keywords['moduleDefaults'],
  own: readonly ModuleDefaults[] | undefined,
): Keywords['moduleDefaults'] {
  return own ? [...(inherited ?? []), ...own] : inherited;
}

const LOCAL = ['local', 'ansible.builtin.local'];
export const CONNECTIONS = [...LOCAL, 'ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'];

/** `connection: local` on a task or its context: the task runs on this machine, with its host's variables. */
export function readLocal(entries: ReadonlyMap<string, YamlEntry>, { session, what }: Source): Templated | undefined {
  const entry = entries.get('connection');
  // in a play, connection applies to the hosts
  if (!entry || what === 'play') return undefined;
  const name = readString(entry.value, 'connection', session.diagnostics);
  if (name === undefined || LOCAL.includes(name))
    return name === undefined ? undefined : { kind: 'literal', value: 'localhost', range: entry.value.range };
  if (!CONNECTIONS.includes(name)) reportConnection(name, entry.value, session);
  return undefined;
}

export function reportConnection(name: string, { range }: YamlNode, { diagnostics }: LoadSession): void {
  diagnostics.error({
    code: 'wrong-value',
    summary: `connection must be ssh or local, not ${name}`,
    suggestion: didYouMean(name, CONNECTIONS) ?? 'Write `connection: ssh`, or `connection: local` for this machine.',
    range,
  });
}
