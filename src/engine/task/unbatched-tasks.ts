import type { Scope, Templated } from '../../expression/compiled.ts';
import { isOmit } from '../../expression/omit.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Task } from '../../playbook/types.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';
import type { TaskPlan, PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { planTask } from '../../predict/plan-task.ts';
import type { Query } from '../../query/query.ts';
import type { AppliedChange, QueuedChange } from '../batch/apply-batch.ts';
import { createJob, unfinished } from '../batch/background-job.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { ReportedChange } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import { conclude, evaluateOwn } from './own-conditions.ts';
import type { RunContext } from '../run-context.ts';
import { Interrupted } from '../run-context.ts';
import { runInline } from '../batch/run-inline.ts';
import type { TaskResult } from './task-result.ts';
import {
  appliedResult,
  isUncertainResult,
  mayChangeResult,
  resultText,
  skippedResult,
  wouldChangeResult,
} from './task-result.ts';
import type { TaskEntry } from './task-entry.ts';
import { shownAs } from './task-report.ts';

export interface UnbatchedTasksOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly queriesOf: (ready: RenderedTask) => readonly Query[];
  readonly reportable: (task: Task, planned: PlannedChange, host: HostState) => ReportedChange[];
  readonly notified: (entry: TaskEntry) => PlacedHandler[];
  readonly endOf: (planned: Exclude<TaskPlan, PlannedChange>, ready: RenderedTask, entry: TaskEntry) => TaskResult;
  /** Records on the task's own host that these handlers are going to be due. */
  readonly recordPending: (handlers: readonly PlacedHandler[]) => Promise<void>;
  readonly applyOn: (host: HostState, changes: readonly QueuedChange[]) => Promise<AppliedChange[]>;
}

/** Where a solo task has run, and what came of it. */
export interface UnbatchedResult {
  readonly entry: TaskEntry;
  readonly end: TaskResult;
}

/** Runs tasks that can't share a batch: with conditions on their own result, on another host, or that only read. */
export class UnbatchedTasks {
  readonly #options: UnbatchedTasksOptions;

  constructor(options: UnbatchedTasksOptions) {
    this.#options = options;
  }

  /** Runs until `until` holds, or once without it. */
  async run(entry: TaskEntry, ready: RenderedTask): Promise<UnbatchedResult> {
    const { task, scope } = entry;
    const target = await this.#targetOf(task, scope);
    if (target !== this.#options.host && this.#options.run.mode === 'apply') {
      await this.#options.recordPending(this.#options.notified(entry));
    }
    const placed = target === this.#options.host ? entry : { ...entry, delegatedTo: target.name };
    const attempts = 1 + (task.until || task.retries ? numberOf(task.retries, scope, 3) : 0);
    for (let attempt = 1; ; attempt++) {
      const end = await this.#once(placed, ready, target);
      if (end.result instanceof Unknown) return { entry: placed, end };
      const counted = task.until || task.retries ? { ...end, result: { ...end.result, attempts: attempt } } : end;
      const holds = task.until ? evaluateOwn(task.until, placed, end.result) === true : end.status !== 'failed';
      if (holds) return { entry: placed, end: counted };
      if (attempt >= attempts) return { entry: placed, end: task.until ? gaveUp(counted, attempts) : counted };
      if (this.#options.run.stop.requested) throw new Interrupted();
      await new Promise((resolve) => setTimeout(resolve, numberOf(task.delay, scope, 5) * 1000));
    }
  }

  async #once(entry: TaskEntry, ready: RenderedTask, on: HostState): Promise<TaskResult> {
    const { host, queriesOf, endOf, reportable, notified, run } = this.#options;
    const isCheck = run.mode !== 'apply';
    const isGuest = on !== host;
    const target = isGuest && !isCheck ? on.forDelegate() : on;
    await target.observe(queriesOf(ready), { fresh: target !== host || entry.task.until !== undefined });
    const planned = planTask(ready, target.overlay);
    if (planned.status !== 'change') return conclude(entry, endOf(planned, ready, entry));
    const changes = reportable(entry.task, planned, target);
    const job = jobSeconds(entry);
    const isReadOnly = isReadOnlyAction(ready);
    if (isCheck && isReadOnly && !host.overlay.isEmpty)
      return mayChangeResult('it is not asked before the changes above have been made');
    const isInline = isReadOnly || (isCheck && !ready.context.checkMode);
    if (isCheck && !isInline)
      return this.#foretell(entry, job === undefined ? planned : unfinished(planned), changes, target);
    const change =
      job === undefined ? { ready, planned: limitSteps(entry, planned) } : startJob(ready, planned, job, target);
    // records of handlers are on the host whose handlers they are
    const records = isGuest ? { notifies: [] } : { notifies: notified(entry), asHandler: entry.asHandler };
    const pending: QueuedChange = { ...change, ...records, ...shownAs(entry) };
    const [applied] = isInline ? [await runInline(target, pending)] : await this.#options.applyOn(target, [pending]);
    if (isGuest) on.answers.drop();
    if (!applied) throw new Interrupted();
    return conclude(
      entry,
      appliedResult(
        isReadOnly ? { ...applied, status: applied.status === 'changed' ? 'unchanged' : applied.status } : applied,
        changes,
      ),
    );
  }

  /** What check mode says of a task whose `changed_when` may overrule it. */
  #foretell(
    entry: TaskEntry,
    planned: PlannedChange,
    changes: readonly ReportedChange[],
    { overlay }: HostState,
  ): TaskResult {
    const end = wouldChangeResult(planned, changes, entry.label);
    const changed = evaluateOwn(entry.task.changedWhen, entry, end.result);
    if (changed === false) return { ...skippedResult('it is not run in check mode'), result: end.result };
    const { handlers } = this.#options.host;
    overlay.record(planned.predictions, planned.writes, entry.label, planned.isUncertain);
    const isDoubtful = isUnknown(changed) || (entry.asHandler !== undefined && !handlers.isCertain(entry.asHandler));
    for (const handler of this.#options.notified(entry))
      handlers.notify(handler, isDoubtful || isUncertainResult(end) ? 'may' : 'will');
    if (isUnknown(changed)) return mayChangeResult('changed_when depends on its result');
    return isDoubtful ? mayChangeResult('it is not known yet whether it is going to be notified') : end;
  }

  async #targetOf(task: Task, scope: Scope): Promise<HostState> {
    if (!task.delegateTo) return this.#options.host;
    const name = renderTemplated(task.delegateTo, scope);
    return isOmit(name) || typeof name !== 'string' || name === this.#options.host.name
      ? this.#options.host
      : this.#options.run.host(name);
  }
}

/** Whether a task must run by itself. */
export const isUnbatched = (task: Task): boolean =>
  [task.delegateTo, task.until, task.retries, task.changedWhen, task.failedWhen, task.asyncSeconds].some(
    (keyword) => keyword !== undefined,
  ) ||
  task.runOnce ||
  task.ignoreErrors !== false;

/** Whether it is an action that changes nothing with these parameters. */
export const isReadOnlyAction = ({ module, params }: RenderedTask): boolean =>
  module.kind === 'action' && module.isReadOnly?.(params as never) === true;

/** `async` is the longest that the task may take. It is waited for, unless `poll` is 0: a batch outlives the connection anyway. */
function limitSteps({ task, scope }: TaskEntry, planned: PlannedChange): PlannedChange {
  const timeoutSeconds = numberOf(task.asyncSeconds, scope, 0);
  if (timeoutSeconds <= 0) return planned;
  const steps = planned.steps.map((step) => (step.kind === 'run' ? { timeoutSeconds, ...step } : step));
  return { ...planned, steps };
}

/** How long a job may take that is not waited for; undefined where the task is. */
function jobSeconds({ task, scope }: TaskEntry): number | undefined {
  const seconds = numberOf(task.asyncSeconds, scope, 0);
  return seconds > 0 && task.poll && numberOf(task.poll, scope, 1) === 0 ? seconds : undefined;
}

const startJob = (
  ready: RenderedTask,
  planned: PlannedChange,
  seconds: number,
  { stateDirectory }: HostState,
): Pick<QueuedChange, 'ready' | 'planned'> =>
  createJob(ready, planned, { seconds, directory: `${stateDirectory}/jobs` });

function gaveUp(end: TaskResult, attempts: number): TaskResult {
  const failure = end.failure ?? {
    message: `until is still false after ${attempts} attempts`,
    stdout: resultText(end, 'stdout'),
    stderr: resultText(end, 'stderr'),
  };
  const fields = end.result instanceof Unknown ? {} : end.result;
  return { ...end, status: 'failed', failure, result: { ...fields, changed: false, failed: true, attempts } };
}

function numberOf(templated: Templated | undefined, scope: Scope, otherwise: number): number {
  if (!templated) return otherwise;
  const value = Number(renderTemplated(templated, scope));
  return Number.isFinite(value) ? value : otherwise;
}
