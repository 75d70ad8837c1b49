import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import type { Inventory, VariableLayer } from '../inventory/types.ts';
import { handlersOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Play, Playbook } from '../playbook/types.ts';
import { loadYaml } from '../yaml/load-yaml.ts';
import type { YamlNode } from '../yaml/node.ts';

/** A file that somebody wrote, as a tree. */
export interface PracticeFile {
  readonly source: SourceFile;
  readonly root: YamlNode;
  /** It holds plays or tasks; else variables. */
  readonly hasTasks: boolean;
}

/** All YAML files of the playbooks and the inventory that can be read; what was encrypted is left out. */
export function practiceFiles(playbooks: readonly Playbook[], inventory: Inventory | undefined): PracticeFile[] {
  const tasks = playbooks.flatMap(({ plays }) => plays.flatMap(taskSources));
  const variables = [...playbooks.flatMap(({ plays }) => plays.flatMap(roleSources)), ...variableSources(inventory)];
  return [...unique(tasks, true), ...unique(variables, false)];
}

function taskSources(play: Play): SourceFile[] {
  const { preTasks, tasks, postTasks, roles } = play;
  const lists = roles.flatMap(({ role }) => [
    ...role.tasks,
    ...role.verify,
    ...(role.opening ?? []),
    ...(role.closing ?? []),
  ]);
  const items = [...walkItems([...preTasks, ...tasks, ...postTasks, ...lists]), ...walkItems(handlersOf(play))];
  return [play.range.source, ...items.map(({ range }) => range.source)];
}

const roleSources = ({ roles }: Play): SourceFile[] =>
  roles.flatMap(({ role }) =>
    [role.defaults, role.vars].flatMap(({ places }) => [...(places?.values() ?? [])].map(({ source }) => source)),
  );

const variableSources = (inventory: Inventory | undefined): SourceFile[] =>
  inventory
    ? layersOf(inventory).flatMap(({ variables }) => [...variables.values()].map(({ range }) => range.source))
    : [];

/** All variables that an inventory gives, of groups and of hosts. */
export function layersOf({ groups, hosts }: Inventory): readonly VariableLayer[] {
  const ofGroups = [...groups.values()].flatMap(({ layers: { sources, besideInventory, besidePlaybook } }) => [
    ...sources,
    ...besideInventory,
    ...besidePlaybook,
  ]);
  return [...ofGroups, ...[...hosts.values()].flatMap(({ layers }) => layers)];
}

function unique(sources: readonly SourceFile[], hasTasks: boolean): PracticeFile[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return [...byPath.values()].flatMap((source) => {
    if (source.secret || !/\.ya?ml$/.test(source.path)) return [];
    const root = loadYaml(source, {}, new DiagnosticList());
    return root ? [{ source, root, hasTasks }] : [];
  });
}
