import type { Scope } from '../../expression/compiled.ts';
import { isOmit } from '../../expression/omit.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Task } from '../../playbook/types.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { HostState } from '../host/host-state.ts';
import type { NodeContext } from './node-context.ts';
import { evaluateOnce } from './node-context.ts';

/** The host that a task runs on: the node's own, or the one of `delegate_to`. Rejects with `ModuleFailure` where it is none. */
export async function targetOf(task: Task, scope: Scope, node: NodeContext): Promise<HostState> {
  const { host, run } = node;
  const { delegateTo } = task;
  const name = delegateTo && (await evaluateOnce(node, () => renderTemplated(delegateTo, scope)));
  if (name === undefined || name === host.name || isOmit(name)) return host;
  if (isUnknown(name)) throw new ModuleFailure(`delegate_to is not known: ${name.reason}`);
  if (typeof name !== 'string' || name === '')
    throw new ModuleFailure(`delegate_to must be the name of a host, not ${JSON.stringify(name)}`);
  return host.activity.during(`waiting for ${name}`, run.delegate(name), 'others');
}
