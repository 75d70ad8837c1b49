import type { Templated } from '../expression/compiled.ts';
import type { Inventory } from '../inventory/types.ts';
import type { Playbook, Task, VarsFile } from '../playbook/types.ts';
import { tasksOf } from '../playbook/task/walk-tasks.ts';
import type { StaticVariables } from './static-scope.ts';

/** What can be known of all variables before a run. */
export function staticVariables(
  playbook: Playbook,
  inventory: Inventory,
  extra: ReadonlyMap<string, Templated>,
): StaticVariables {
  const tasks = playbook.plays.flatMap(tasksOf);
  const dynamic = new Set(
    tasks.flatMap((task) =>
      task.kind === 'task' ? (task.mayDefine ?? []) : task.register === undefined ? [] : [task.register],
    ),
  );
  const isGuessed = ({ alternatives }: VarsFile): boolean => alternatives.some(({ kind }) => kind !== 'literal');
  const mayDefineOthers =
    tasks.some((task) => task.kind === 'task' && task.mayDefineOthers === true) ||
    playbook.plays.some(({ varsFiles }) => varsFiles.some(isGuessed));
  const mayExtendInventory = tasks.some((task) => task.kind === 'task' && mayExtend(task));
  return { inventory, extra, dynamic, mayDefineOthers, mayExtendInventory };
}

const mayExtend = ({ module, args }: Task): boolean =>
  module.name === 'add_host' ||
  module.name === 'group_by' ||
  (module.name === 'meta' && JSON.stringify(args.kind === 'literal' ? args.value : '').includes('refresh_inventory'));
