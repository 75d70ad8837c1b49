import { tasksOf } from '../../playbook/task/walk-tasks.ts';
import type { Playbook, Task } from '../../playbook/types.ts';

/** The variables that tasks of a playbook may set, as far as they are known before the run. */
export interface Settable {
  /** Names of variables. */
  readonly names: ReadonlySet<string>;
  /** Names that a host may set for another host, with `delegate_facts`. */
  readonly delegatedNames: ReadonlySet<string>;
  /** Whether a task adds hosts or groups to the inventory. */
  readonly hasJoins: boolean;
}

export function settableOf({ plays }: Playbook): Settable {
  const tasks = plays.flatMap(tasksOf).filter((item) => item.kind === 'task');
  return {
    names: namesOf(tasks),
    delegatedNames: namesOf(tasks.filter(({ delegateFacts }) => delegateFacts !== false)),
    hasJoins: tasks.some(({ module }) => ['add_host', 'group_by'].includes(module.name)),
  };
}

const namesOf = (tasks: readonly Task[]): ReadonlySet<string> =>
  new Set(tasks.flatMap(({ mayDefine }) => mayDefine ?? []));
