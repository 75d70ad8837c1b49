import type { Task } from '../../playbook/types.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import type { QueuedChange } from '../batch/queued-change.ts';
import { createJob, unfinished } from '../batch/background-job.ts';
import { runInline } from '../batch/run-inline.ts';
import { Interrupted } from '../errors.ts';
import type { ReportedChange } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import { attempt, numberOf } from './attempts.ts';
import type { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import { evaluateOnce, isCheck } from './node-context.ts';
import { conclude, evaluateOwn } from '../render/own-conditions.ts';
import { intentionOf, intentionWithout, isDoubtfulHandler } from './intention.ts';
import { timeoutOf } from '../render/task-limits.ts';
import { observeWithin } from './observe-within.ts';
import { planOn } from './plan-on.ts';
import { prepareChange } from './prepare-change.ts';
import { showTurn } from './show-turn.ts';
import { targetOf } from './target-of.ts';
import type { TaskEntry } from './task-entry.ts';
import type { TaskOutcomes } from '../result/task-outcomes.ts';
import type { TaskRenderer } from '../render/task-renderer.ts';
import type { TaskResult } from '../result/task-result.ts';
import { isHidden, shownAs } from '../result/task-report.ts';
import {
  appliedResult,
  isUncertainResult,
  mayChangeResult,
  okResult,
  skippedResult,
  wouldChangeResult,
} from '../result/task-result.ts';

interface Services {
  readonly renderer: TaskRenderer;
  readonly batches: NodeBatches;
  readonly outcomes: TaskOutcomes;
}

/** Where a task ran, and its result. */
export interface UnbatchedResult {
  readonly entry: TaskEntry;
  readonly end: TaskResult;
}

/** A change on the host where the task runs. */
interface TargetedChange {
  readonly entry: TaskEntry;
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
  readonly changes: readonly ReportedChange[];
  /** The host by its own name; `target` is the same host from the view of a delegated task. */
  readonly on: HostState;
  readonly target: HostState;
}

/** Runs tasks that can't share a batch: with conditions on their own result, delegated tasks, and tasks that only read. */
export class UnbatchedTasks {
  readonly #node: NodeContext;
  readonly #services: Services;

  constructor(node: NodeContext, services: Services) {
    this.#node = node;
    this.#services = services;
  }

  /** Runs until `until` is true, or once without it. Throws `ModuleFailure` if the task can't start. */
  async run(entry: TaskEntry, ready: RenderedTask): Promise<UnbatchedResult> {
    const { host } = this.#node;
    const on = await targetOf(entry.task, entry.scope, this.#node);
    const placed = on === host ? entry : { ...entry, delegatedTo: on.name };
    let isRecorded = on === host || isCheck(this.#node);
    const end = await attempt(entry, this.#node, async () => {
      if (!isRecorded) await this.#services.batches.recordPending(entry.notifies);
      isRecorded = true;
      return this.#once(placed, ready, on);
    });
    return { entry: placed, end };
  }

  async #once(entry: TaskEntry, ready: RenderedTask, on: HostState): Promise<TaskResult> {
    const { renderer, outcomes } = this.#services;
    const { host } = this.#node;
    const target = on !== host && !isCheck(this.#node) ? on.forDelegate() : on;
    const seconds = timeoutOf(entry, this.#node.run);
    const fresh = target !== host || entry.task.until !== undefined;
    await observeWithin(target, renderer.queriesOf(ready), { seconds, fresh });
    const planned = await planOn(target, ready, { node: this.#node, seconds });
    if (planned.status !== 'change') {
      showTurn(this.#node, entry, () => intentionWithout(planned, ready));
      return this.#conclude(entry, outcomes.ofPlan(planned, ready, entry));
    }
    const changes = outcomes.reportable(entry.task, planned, target);
    return this.#change({ entry, ready, planned, changes, on, target });
  }

  async #change(change: TargetedChange): Promise<TaskResult> {
    const { entry, ready, planned, changes } = change;
    const isReadOnly = isReadOnlyAction(ready);
    if (!isReadOnly) {
      const isDoubtful = isDoubtfulHandler(this.#node, entry);
      showTurn(this.#node, entry, () => intentionOf({ ready, planned, shown: changes }, isDoubtful));
    }
    const isDry = isCheck(this.#node);
    if (isDry && isReadOnly && !this.#node.host.overlay.isEmpty)
      return mayChangeResult('it is not asked before the changes above have been made');
    // the task has check_mode: true in a run without check mode
    if (ready.context.checkMode && !isDry && !isReadOnly) return this.#conclude(entry, pretendedResult(change));
    const job = jobSeconds(entry);
    const isInline = isReadOnly || (isDry && !ready.context.checkMode);
    if (isDry && !isInline)
      return this.#predict({ ...change, planned: job === undefined ? planned : unfinished(planned) });
    const applied = await this.#apply(change, { isInline, job });
    const isUnchanged = isReadOnly && applied.status === 'changed';
    const end = appliedResult(isUnchanged ? { ...applied, status: 'unchanged' } : applied, changes);
    const concluded = await this.#conclude(entry, end);
    if (isDry && !this.#node.host.overlay.isEmpty && failsForWant(end, concluded))
      return mayChangeResult(`${end.failure?.message ?? 'it fails'}, but an earlier change may alter that`);
    return concluded;
  }

  async #apply(
    { entry, ready, planned, on, target }: TargetedChange,
    { isInline, job }: { readonly isInline: boolean; readonly job: number | undefined },
  ) {
    const isDelegated = on !== this.#node.host;
    const change =
      job === undefined
        ? { ready, planned: prepareChange({ entry, ready, planned, target: on }, this.#node.run) }
        : startJob(ready, planned, job, target);
    // records of handlers are stored on the host that the handlers run for
    const records = isDelegated ? { notifies: [] } : { notifies: entry.notifies, asHandler: entry.asHandler };
    const pending: QueuedChange = { ...change, ...records, ...shownAs(entry), isHidden: isHidden(entry.task) };
    const [applied] = isInline
      ? [await runInline(target, pending)]
      : await this.#services.batches.apply(target, [pending]);
    if (isDelegated) on.answers.drop();
    if (!applied) throw new Interrupted();
    return applied;
  }

  #conclude(entry: TaskEntry, end: TaskResult): Promise<TaskResult> {
    return evaluateOnce(this.#node, () => conclude(entry, end));
  }

  /** The status in check mode of a task with `changed_when`. */
  async #predict({ entry, ready, planned, changes, target }: TargetedChange): Promise<TaskResult> {
    const end = wouldChangeResult(planned, changes, entry.label);
    const changed = await evaluateOnce(this.#node, () => evaluateOwn(entry.task.changedWhen, entry, end.result));
    // such a command only reads; a state is brought about all the same
    if (changed === false && ready.module.kind === 'action')
      return { ...skippedResult('it is not run in check mode'), result: end.result };
    const { handlers } = this.#node.host;
    target.overlay.record(planned.predictions, planned.writes, entry.label, planned.isUncertain);
    if (changed === false)
      return { ...okResult(), result: isUnknown(end.result) ? end.result : { ...end.result, changed: false } };
    const isDoubtful = isUnknown(changed) || isDoubtfulHandler(this.#node, entry);
    for (const handler of entry.notifies)
      handlers.notify(handler, isDoubtful || isUncertainResult(end) ? 'may' : 'will');
    if (isUnknown(changed)) return mayChangeResult('changed_when depends on its result');
    return isDoubtful ? mayChangeResult('it is not known yet whether it is going to be notified') : end;
  }
}

/** Whether a task that also runs in a dry run may have failed because earlier tasks made no changes; for a missing program, regardless of `failed_when`. */
const failsForWant = (end: TaskResult, concluded: TaskResult): boolean =>
  concluded.status === 'failed' || end.failure?.exitStatus === 127;

/** The result of a task that must not change anything: a state reports its changes, an action is skipped. */
const pretendedResult = ({ ready, planned, changes }: TargetedChange): TaskResult =>
  ready.module.kind === 'action'
    ? skippedResult('check_mode is true')
    : {
        status: 'changed',
        changes,
        ms: 0,
        message: 'check_mode is true: nothing was changed',
        result: { changed: true, failed: false, ...planned.result },
      };

/** Whether a task can't share a batch. */
export const isUnbatched = (task: Task): boolean =>
  [task.delegateTo, task.until, task.retries, task.changedWhen, task.failedWhen, task.asyncSeconds].some(
    (keyword) => keyword !== undefined,
  ) ||
  task.runOnce === true ||
  task.ignoreErrors !== false;

/** Whether the task is an action that changes nothing with these parameters. */
export const isReadOnlyAction = ({ bound }: RenderedTask): boolean => bound.kind === 'action' && bound.isReadOnly();

/** Time limit of a background job; undefined if the run waits for the task. */
function jobSeconds({ task, scope }: TaskEntry): number | undefined {
  const seconds = numberOf('async', task.asyncSeconds, scope, 0);
  return seconds > 0 && task.poll && numberOf('poll', task.poll, scope, 1) === 0 ? seconds : undefined;
}

const startJob = (
  ready: RenderedTask,
  planned: PlannedChange,
  seconds: number,
  { stateDirectory }: HostState,
): Pick<QueuedChange, 'ready' | 'planned'> =>
  createJob(ready, planned, { seconds, directory: `${stateDirectory}/jobs` });
