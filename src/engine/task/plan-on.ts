import type { RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import { listQueries, planTask } from '../../predict/plan-task.ts';
import { foretellFetch } from '../files/fetch-file.ts';
import type { HostState } from '../host/host-state.ts';
import type { NodeContext } from './node-context.ts';
import { isCheck } from './node-context.ts';
import { observeWithin } from './observe-within.ts';

/** Compares a task with what is known of a host and, where nothing will be fetched, with the files of the controller. */
export async function planOn(
  target: HostState,
  ready: RenderedTask,
  { node, seconds }: { readonly node: NodeContext; readonly seconds: number },
): Promise<TaskPlan> {
  await observeMissing(target, ready, seconds);
  const planned = planTask(ready, target.overlay);
  const isDry = isCheck(node) || ready.context.checkMode;
  return isDry ? foretellFetch(planned, target.name, node.run.playbookDirectory()) : planned;
}

/** Planned links lead to paths that the task does not name. Each round may meet further ones, and has the task's time limit. */
export async function observeMissing(target: HostState, ready: RenderedTask, seconds: number): Promise<void> {
  for (;;) {
    const missing = target.answers.missing(target.overlay.missing(listQueries(ready)));
    if (missing.length === 0) return;
    await observeWithin(target, missing, { seconds });
  }
}
