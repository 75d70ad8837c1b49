import type { Templated } from '../../expression/compiled.ts';
import type { Keywords, ModuleDefaults } from '../types.ts';
import { expectKind, readStrings } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';
import { defaultGroups, isGroup } from '../arguments/default-groups.ts';
import { CONNECTION_KINDS } from '../../values/connection-kinds.ts';
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

/** `connection: local` on a task or its context: the task runs on this machine, with its host's variables. */
export function readLocal(entries: ReadonlyMap<string, YamlEntry>, { session, what }: Source): Templated | undefined {
  const value = entries.get('connection')?.value;
  // in a play, connection applies to the hosts
  if (value?.kind !== 'scalar' || typeof value.value !== 'string' || what === 'play') return undefined;
  if (CONNECTION_KINDS[value.value] === 'local') return { kind: 'literal', value: 'localhost', range: value.range };
  if (/<%|\{\{/.test(value.value))
    session.diagnostics.error({
      code: 'wrong-value',
      summary: `connection of a ${what} must be plain text, not an expression`,
      suggestion: 'Write the expression at the play, or as `delegate_to`: `localhost` is this machine.',
      range: value.range,
    });
  return undefined;
}
