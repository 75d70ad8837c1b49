import { tasksOf } from '../../playbook/task/walk-tasks.ts';
import type { Playbook } from '../../playbook/types.ts';

/** Every name that a task of the playbook may set for its host, as far as that can be read ahead. */
export const settableNames = ({ plays }: Playbook): ReadonlySet<string> =>
  new Set(plays.flatMap(tasksOf).flatMap((item) => (item.kind === 'task' ? (item.mayDefine ?? []) : [])));
