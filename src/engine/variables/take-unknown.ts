import type { Templated } from '../../expression/compiled.ts';
import { walkItems } from '../../playbook/task/walk-tasks.ts';
import type { Include, Task } from '../../playbook/types.ts';
import { MaybeUnset, Unknown } from '../../values/unknown.ts';
import type { HostState } from '../host/host-state.ts';
import type { LayeredScope } from '../../variables/scope.ts';

interface Doubt {
  readonly variables: HostState['variables'];
  readonly scope: LayeredScope;
  /** Whether the task definitely runs and only its parameters are unknown. */
  readonly isSure: boolean;
  readonly reason: string;
}

/**
 * Marks the variables of set_fact and include_vars as unknown if the conditions or parameters are unknown, so that readers do not see them
 * as undefined or with their old values. A name that had no value may still turn out to have none.
 */
export function takeUnknown(task: Task, doubt: Doubt): void {
  const { dynamic, included } = doubt.variables;
  const { module, mayDefine = [], register, range } = task;
  const value = (name: string): Unknown => valueOf(name, task, doubt);
  for (const name of mayDefine.filter((one) => one !== register)) {
    if (module.name === 'set_fact') dynamic.set(name, value(name));
    if (module.name === 'include_vars') included.set(name, { kind: 'literal', value: value(name), range });
  }
}

/** The same for tasks that may be included, and for the results that they register. */
export function takeUnknownTasks(include: Include, doubt: Doubt): void {
  for (const task of walkItems([include])) {
    if (task.kind !== 'task') continue;
    takeUnknown(task, doubt);
    if (task.register !== undefined) doubt.variables.dynamic.set(task.register, valueOf(task.register, task, doubt));
  }
}

function valueOf(name: string, { module, args }: Task, { isSure, scope, reason }: Doubt): Unknown {
  const surelySets = isSure && (module.name !== 'include_vars' || namesOne(args));
  const hasValue = scope.has(name) && scope.doubtOf(name) === undefined;
  return surelySets || hasValue ? new Unknown(reason) : new MaybeUnset(reason);
}

/** Whether include_vars sets a single variable with a literal name; otherwise the names depend on the file. */
const namesOne = (args: Templated): boolean =>
  args.kind === 'mapping' && args.entries.some(({ key }) => key === 'name');
