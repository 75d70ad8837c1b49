import type { RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import { planTask } from '../../predict/plan-task.ts';
import { foretellFetch } from '../files/fetch-file.ts';
import type { HostState } from '../host/host-state.ts';
import type { NodeContext } from './node-context.ts';
import { isCheck } from './node-context.ts';

/** Compares a task with what is known of a host and, where nothing will be fetched, with the files of the controller. */
export async function planOn(target: HostState, ready: RenderedTask, node: NodeContext): Promise<TaskPlan> {
  const planned = planTask(ready, target.overlay);
  const isDry = isCheck(node) || ready.context.checkMode;
  return isDry ? foretellFetch(planned, target.name, node.run.playbookDirectory()) : planned;
}
