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

/** Determines the results of a node's tasks, and passes them to registers, handlers, the host's counts and events. */
export class TaskOutcomes {
  readonly #node: NodeContext;
  readonly #batches: NodeBatches;

  constructor(node: NodeContext, batches: NodeBatches) {
    this.#node = node;
    this.#batches = batches;
  }

  /** The result of a plan without changes. */
  ofPlan(planned: Exclude<TaskPlan, PlannedChange>, { bound, context }: RenderedTask, entry: TaskEntry): TaskResult {
    if (planned.status === 'ok') return okResult(planned.result);
    if (planned.status === 'failed') return failedResult(planned);
    if (!isCheck(this.#node)) return failedResult({ message: `the change is unknown: ${planned.reason}` });
    if (bound.kind === 'read') return unreadResult(planned.reason);
    return this.mayChange(entry, bound.writes(context), planned.reason);
  }

  /** The result of a task that depends on an unknown value. */
  ofUnknown(entry: TaskEntry, reason: string): TaskResult {
    if (!isCheck(this.#node)) return failedResult({ message: `it depends on an unknown value: ${reason}` });
    if (!mayChangeHost(entry)) return unreadResult(reason);
    return this.mayChange(entry, { keys: [], unlistedEffects: 'anything' }, reason);
  }

  mayChange(entry: TaskEntry, writes: Writes, reason: string): TaskResult {
    const { host } = this.#node;
    host.overlay.record([], writes, entry.label);
    for (const handler of entry.notifies) host.handlers.notify(handler, 'may');
    return mayChangeResult(reason);
  }

  /** Converts changes for display. */
  reportable(task: Task, planned: PlannedChange, { overlay }: HostState): ReportedChange[] {
    const withDiff = this.#node.run.withDiff && task.diff !== false;
    return reportChanges(planned.changes, { withDiff, noLog: isHidden(task), overlay });
  }

  /**
   * The handlers that a task notifies. `Unknown` if one of their names is unknown. Throws `ExpressionError`, and
   * `ModuleFailure` if an expression names a handler that does not exist; literal names were checked while loading,
   * unless a handler's name is computed.
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
      if (handlers.length > 0 || (topic.kind === 'literal' && !this.#node.hasComputedHandlers())) return handlers;
      throw new ModuleFailure(`notify: there is no handler ${name}`);
    });
  }

  /** Ends an item of a task. Throws `TaskFailed` after the last item of a failed task. */
  complete(entry: TaskEntry, end: TaskResult): void {
    const { run, host, label } = this.#node;
    const final = this.#keep(entry, end);
    if (final.status === 'changed') for (const handler of entry.notifies) host.handlers.notify(handler);
    else if (final.status !== 'failed') this.#batches.forgetPending(entry.notifies);
    host.tally.count(final.status);
    if (entry.asHandler) host.tally.countHandler();
    const shown = this.#showsOutput(entry.task) ? final : { ...final, output: undefined };
    reportEnd(run.sink, label, entry, isHidden(entry.task) ? redacted(shown) : shown);
    this.#end(entry, final);
  }

  /** Takes over the result of an item of a run_once task from the host that has run it; only a failure is reported. Throws as `complete` does. */
  takeOver(entry: TaskEntry, end: TaskResult): void {
    const final = this.#keep(entry, end);
    if (final.status === 'failed') this.complete(entry, end);
    else this.#end(entry, final);
  }

  #keep(entry: TaskEntry, end: TaskResult): TaskResult {
    const final = this.#judge(entry, end);
    takeFacts(this.#node.host.variables.facts, entry.task, final.result);
    entry.register.set(entry.index, final.result);
    return final;
  }

  #end(entry: TaskEntry, final: TaskResult): void {
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
