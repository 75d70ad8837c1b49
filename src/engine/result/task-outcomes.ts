import { isUnknown, Unknown } from '../../values/unknown.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import { isOmit } from '../../expression/omit.ts';
import type { Scope, Templated } from '../../expression/compiled.ts';
import { evaluateCondition } from '../../expression/evaluate-condition.ts';
import type { Task } from '../../playbook/types.ts';
import type { Writes } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { PlannedChange, RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import { TaskFailed, taskFailure } from '../errors.ts';
import type { Failure, ReportedChange } from '../events.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { HostState } from '../host/host-state.ts';
import type { NodeBatches } from '../task/node-batches.ts';
import type { NodeContext } from '../task/node-context.ts';
import { mayChangeHost } from '../task/intention.ts';
import { isCheck } from '../task/node-context.ts';
import { reportChanges } from './report-changes.ts';
import { takeFacts } from '../variables/take-facts.ts';
import type { TaskEntry } from '../task/task-entry.ts';
import { isHidden, reportEnd } from './task-report.ts';
import type { TaskResult } from './task-result.ts';
import { failedResult, mayChangeResult, okResult, redacted, unreadResult } from './task-result.ts';

/** Says what became of the tasks of a node, and passes it on: to what they register, their handlers, the host's count, the events. */
export class TaskOutcomes {
  readonly #node: NodeContext;
  readonly #batches: NodeBatches;

  constructor(node: NodeContext, batches: NodeBatches) {
    this.#node = node;
    this.#batches = batches;
  }

  /** What a plan without a change comes to. */
  ofPlan(planned: Exclude<TaskPlan, PlannedChange>, { bound, context }: RenderedTask, entry: TaskEntry): TaskResult {
    if (planned.status === 'ok') return okResult(planned.result);
    if (planned.status === 'failed') return failedResult(planned);
    if (!isCheck(this.#node)) return failedResult({ message: `it can't be told what to do: ${planned.reason}` });
    if (bound.kind === 'read') return unreadResult(planned.reason);
    return this.mayChange(entry, bound.writes(context), planned.reason);
  }

  /** What a task comes to that depends on a value which is not known. */
  ofUnknown(entry: TaskEntry, reason: string): TaskResult {
    if (!isCheck(this.#node)) return failedResult({ message: `it depends on a value that is not known: ${reason}` });
    if (!mayChangeHost(entry)) return unreadResult(reason);
    return this.mayChange(entry, { keys: [], unlistedEffects: 'anything' }, reason);
  }

  mayChange(entry: TaskEntry, writes: Writes, reason: string): TaskResult {
    const { host } = this.#node;
    host.overlay.record([], writes, entry.label);
    for (const handler of entry.notifies) host.handlers.notify(handler, 'may');
    return mayChangeResult(reason);
  }

  /** Changes as people are shown them. */
  reportable(task: Task, planned: PlannedChange, { overlay }: HostState): ReportedChange[] {
    const withDiff = this.#node.run.withDiff && task.diff !== false;
    return reportChanges(planned.changes, { withDiff, noLog: isHidden(task), overlay });
  }

  /**
   * The handlers that a task notifies. `Unknown` where one of their names is not known. Throws `ExpressionError`, and
   * `ModuleFailure` where an expression names none that is there; plain names were checked while loading.
   */
  handlersOf(task: Task, scope: Scope): readonly PlacedHandler[] | Unknown {
    const found: PlacedHandler[] = [];
    for (const topic of task.notify) {
      const name = renderTemplated(topic, scope);
      if (isUnknown(name)) return name;
      if (!isOmit(name)) found.push(...this.#handlersNamed(topic, name, task));
    }
    return found;
  }

  #handlersNamed(topic: Templated, value: unknown, task: Task): readonly PlacedHandler[] {
    const names = (Array.isArray(value) ? value : [value]).map(String);
    return names.flatMap((name) => {
      const handlers = this.#node.findHandlers(name, task);
      if (handlers.length > 0 || topic.kind === 'literal') return handlers;
      throw new ModuleFailure(`notify: there is no handler ${name}`);
    });
  }

  /** The end of a task's item. Throws `TaskFailed` with the last item of a task that has failed. */
  complete(entry: TaskEntry, end: TaskResult): void {
    const { run, host, label } = this.#node;
    const final = this.#judge(entry, end);
    takeFacts(host.variables.facts, entry.task, final.result);
    entry.register.set(entry.index, final.result);
    if (final.status === 'changed') for (const handler of entry.notifies) host.handlers.notify(handler);
    else if (final.status !== 'failed') this.#batches.forgetPending(entry.notifies);
    host.tally.count(final.status);
    if (entry.asHandler) host.tally.countHandler();
    const shown = this.#showsOutput(entry.task) ? final : { ...final, output: undefined };
    reportEnd(run.sink, label, entry, isHidden(entry.task) ? redacted(shown) : shown);
    entry.progress.end(final.status === 'failed' ? (final.failure ?? { message: 'failed' }) : undefined);
    const { failure, failed } = entry.progress;
    if (failure) throw new TaskFailed(failure, { entry, result: registered(entry, failure), count: failed });
  }

  #showsOutput({ module }: Task): boolean {
    return this.#node.run.verbosity >= (module.kind === 'action' ? 1 : 2);
  }

  #judge(entry: TaskEntry, end: TaskResult): TaskResult {
    if (end.status !== 'failed') return end;
    try {
      return this.#ignores(entry) ? { ...end, status: 'ignored' } : end;
    } catch (error) {
      const failure = taskFailure(error);
      if (!failure) throw error;
      return {
        ...end,
        failure: { ...end.failure, message: `${end.failure?.message ?? 'failed'}; ignore_errors: ${failure.message}` },
      };
    }
  }

  #ignores({ task, scope }: TaskEntry): boolean {
    return typeof task.ignoreErrors === 'boolean'
      ? task.ignoreErrors
      : evaluateCondition(task.ignoreErrors, scope) === true;
  }
}

function registered({ register }: TaskEntry, { message }: Failure): TaskFailed['result'] {
  const { value } = register;
  const result: Readonly<Record<string, unknown>> = value instanceof Unknown ? {} : value;
  return { ...result, changed: result['changed'] === true, failed: true, msg: result['msg'] ?? message };
}
