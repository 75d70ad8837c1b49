import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { metaActionOf } from '../playbook/task/meta-action.ts';
import { handlersOf, itemsOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Playbook, Task } from '../playbook/types.ts';

/** Reports a `meta: end_role` outside of a role. */
export function checkMeta(playbook: Playbook, diagnostics: DiagnosticList): void {
  const tasks = playbook.plays.flatMap((play) => [...walkItems(itemsOf(play))]);
  const outside = tasks.filter((item) => item.kind === 'task' && item.role === undefined) as Task[];
  for (const task of [...outside, ...playbook.plays.flatMap(handlersOf)]) {
    if (metaActionOf(task) !== 'end_role') continue;
    diagnostics.error({
      code: 'wrong-value',
      summary: 'meta: end_role is outside the tasks of a role',
      suggestion: 'To end the play on this host, write end_host.',
      range: task.args.range,
    });
  }
}
