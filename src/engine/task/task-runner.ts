import { evaluateCondition } from '../../expression/evaluate-condition.ts';
import { positionAt } from '../../diagnostic/source-range.ts';
import type { Include, Role, Task } from '../../playbook/types.ts';
import type { Writes } from '../../module-api/module.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { taskScope } from '../../variables/host-variables.ts';
import type { TaskPlan, PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { listQueries, planTask } from '../../predict/plan-task.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import { isSelected } from '../../plan/select-tags.ts';
import type { Query } from '../../query/query.ts';
import { fileExcerpt } from '../../query/file-excerpt.ts';
import { applyBatch } from '../batch/apply-batch.ts';
import type { AppliedChange, QueuedChange } from '../batch/apply-batch.ts';
import type { Declared } from '../ownership/owned-resources.ts';
import { quote } from '../../query/quote.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { ReportedChange } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import { handlersDirectory } from '../ownership/project-scope.ts';
import { loopItems } from './loop-items.ts';
import type { LoopItem } from './loop-items.ts';
import { conclude } from './own-conditions.ts';
import { fileNameOf } from '../../values/file-name.ts';
import { BatchId } from '../batch/batch-id.ts';
import { Register } from './register.ts';
import { renderTask } from './render-task.ts';
import type { Rendering } from './render-task.ts';
import { reportChanges } from './report-changes.ts';
import type { RunContext } from '../run-context.ts';
import { Interrupted } from '../run-context.ts';
import { isReadOnlyAction, isUnbatched, UnbatchedTasks } from './unbatched-tasks.ts';
import type { TaskResult } from './task-result.ts';
import {
  appliedResult,
  failedResult,
  redacted,
  isUncertainResult,
  mayChangeResult,
  okResult,
  skippedResult,
  unreadResult,
  wouldChangeResult,
} from './task-result.ts';
import { TaskFailed } from './task-entry.ts';
import type { TaskEntry } from './task-entry.ts';
import type { NodeLabel } from './task-report.ts';
import { itemOf, labelOf, shownAs, reportEnd, taskName, textOf } from './task-report.ts';

/** Finds the handlers that a notification means. */
type FindHandlers = (topic: string, task: Task) => readonly PlacedHandler[];

export interface TaskRunnerOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly label: NodeLabel;
  readonly findHandlers: FindHandlers;
  /** Called with each task that was rendered, for the record of what the role declares. */
  readonly onDeclared: (declared: Declared) => Promise<void>;
  /** Shell that each batch starts with. */
  readonly prologue: () => readonly string[];
  /** Called with handlers that were recorded as pending and were not notified after all. */
  readonly onNeedless: (handlers: readonly PlacedHandler[]) => void;
}

export interface PlacedTask {
  readonly task: Task;
  readonly place: VariablePlace;
}

interface Setting {
  /** Variables of an include's loop. */
  readonly loop?: Readonly<Record<string, unknown>>;
  readonly asHandler?: PlacedHandler;
}

/** A change that waits to be applied, or something already settled that waits for its turn to be reported. */
type Queued =
  | { readonly kind: 'settled'; readonly entry: TaskEntry; readonly end: TaskResult }
  | {
      readonly kind: 'change';
      readonly entry: TaskEntry;
      readonly pending: QueuedChange;
      readonly changes: readonly ReportedChange[];
    };

type QueueEntry = Extract<Queued, { kind: 'change' }>;

/**
 * Runs tasks on one host in order. Changes are queued and applied together; whatever needs to see their effect first
 * has them applied before it. In check mode nothing is applied, and what is planned is laid over what was observed.
 */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #solo: UnbatchedTasks;
  readonly #queue: Queued[] = [];
  #prefetched: readonly PlacedTask[] = [];
  #batches = 0;
  readonly #imported = new WeakMap<VariablePlace, Map<Role, VariablePlace>>();
  /** Handlers that have a record on the host, made before the change that was to notify them. */
  readonly #recorded = new Set<PlacedHandler>();

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
    this.#solo = new UnbatchedTasks({
      run: options.run,
      host: options.host,
      queriesOf: (ready) => this.#queriesOf(ready),
      reportable: (task, planned, host) => this.#reportable(task, planned, host),
      notified: (entry) => this.#notified(entry),
      endOf: (planned, ready, entry) => this.#endOf(planned, ready, entry),
      recordPending: (handlers) => this.#recordPending(handlers),
      applyOn: (host, changes) => this.#applyOn(host, changes, []),
    });
  }

  /** Runs tasks of one place; what they queue is applied at the latest by `flush`. Throws `TaskFailed` and `Interrupted`. */
  async runTasks(tasks: readonly Task[], place: VariablePlace, setting: Setting = {}): Promise<void> {
    for (const [i, task] of tasks.entries()) {
      this.#prefetched = tasks.slice(i).map((upcoming) => ({ task: upcoming, place }));
      if (setting.asHandler || isSelected(task.tags, this.#options.run.tags)) await this.#runTask(task, place, setting);
    }
    this.#prefetched = [];
  }

  /** What tasks are going to ask, as far as that can be told now: what can't be rendered yet is passed over. */
  async prefetch(tasks: readonly PlacedTask[]): Promise<Query[]> {
    const queries: Query[] = [];
    for (const { task, place } of tasks) {
      if (task.delegateTo || !isSelected(task.tags, this.#options.run.tags)) continue;
      const items = loopItems(task, this.#scope(task, place, {}));
      if (!Array.isArray(items)) continue;
      for (const item of items as readonly LoopItem[]) {
        const rendering = await this.#render(task, this.#scope(task, place, item.variables));
        if (rendering.kind === 'ready')
          queries.push(...this.#queriesOf(rendering.ready).filter(({ kind }) => kind.volatile !== true));
      }
    }
    return queries;
  }

  /** Applies what is queued and tells what became of it. */
  async flush(): Promise<void> {
    const queue = this.#queue.splice(0);
    const changes = queue.filter((queued) => queued.kind === 'change');
    const isStopped = this.#options.run.stop.requested;
    const applied = changes.length > 0 && !isStopped ? await this.#apply(changes) : [];
    let next = 0;
    for (const queued of queue) {
      if (queued.kind === 'settled') this.#complete(queued.entry, queued.end);
      else this.#finish(queued, applied[next++]);
    }
  }

  /** The name of the next batch of this node. */
  nextBatch(): string {
    const { run, label } = this.#options;
    return fileNameOf(new BatchId(run.runId, label.node, this.#batches++));
  }

  get #isCheck(): boolean {
    return this.#options.run.mode !== 'apply';
  }

  get #hasPending(): boolean {
    return this.#queue.some((queued) => queued.kind === 'change');
  }

  async #runTask(task: Task, place: VariablePlace, { loop = {}, asHandler }: Setting): Promise<void> {
    const { run, host } = this.#options;
    if (run.stop.requested) throw new Interrupted();
    if (!(await this.#isWanted(task, () => this.#scope(task, place, loop)))) return;
    let items = loopItems(task, this.#scope(task, place, loop));
    while (isUnknown(items)) {
      if (this.#hasPending) await this.flush();
      else if (!(await run.resolve(items))) break;
      items = loopItems(task, this.#scope(task, place, loop));
    }
    const list = Array.isArray(items) ? (items as readonly LoopItem[]) : [{ variables: {}, fields: {} }];
    const register = new Register({
      name: task.register,
      items: list.map(({ fields }) => fields),
      isLoop: task.loop !== undefined,
      variables: host.variables.dynamic,
    });
    for (const [index, item] of list.entries()) {
      const variables = { ...loop, ...item.variables };
      const scope = this.#scope(task, place, variables);
      const entry: TaskEntry = {
        task,
        index,
        item: item.label,
        label: taskName(task, scope),
        scope,
        register,
        asHandler,
      };
      if (isUnknown(items)) {
        await this.#declare(entry, { kind: 'unknown', reason: items.reason, unknown: items });
        this.#reportUnknown(entry, items.reason);
      } else if ('message' in items) this.#report(entry, failedResult(items));
      else await this.#runItem(entry, () => this.#scope(task, place, variables));
    }
  }

  /** What `--start-at-task` and `--step` leave. */
  async #isWanted(task: Task, scope: () => LayeredScope): Promise<boolean> {
    const { run, host } = this.#options;
    if (run.startAtTask === undefined && !run.confirm) return true;
    const name = taskName(task, scope());
    if (run.startAtTask !== undefined && !host.hasStarted) host.hasStarted = [name, task.id].includes(run.startAtTask);
    if (run.startAtTask !== undefined && !host.hasStarted) return false;
    if (!run.confirm) return true;
    await this.flush();
    return run.confirm(`${host.name}: ${task.role ? `${task.role.name} : ` : ''}${name}`);
  }

  async #runItem(first: TaskEntry, scopeNow: () => LayeredScope): Promise<void> {
    const { host, node } = this.#options.label;
    this.#options.run.sink({ event: 'task.started', host, node: node.toString(), task: labelOf(first) });
    const activity = this.#options.host.activity.begin('running', { task: labelOf(first), item: itemOf(first) });
    try {
      await this.#takeUntilDone(first, scopeNow);
    } finally {
      activity.end();
    }
  }

  async #takeUntilDone(first: TaskEntry, scopeNow: () => LayeredScope): Promise<void> {
    for (;;) {
      const entry = { ...first, scope: scopeNow() };
      const rendering = await this.#renderKnown(entry, scopeNow);
      await this.#declare(entry, rendering);
      if ((await this.#take(entry, rendering)) === 'done') return;
      await this.flush();
      if (this.#options.run.stop.requested) throw new Interrupted();
    }
  }

  /** What is going to be rendered anew declares nothing yet. */
  async #declare({ task, scope }: TaskEntry, rendering: Rendering): Promise<void> {
    if (this.#hasPending && (rendering.kind === 'unknown' || rendering.kind === 'failed')) return;
    await this.#options.onDeclared({
      task,
      rendering,
      notify: task.notify.map((topic) => textOf(topic, scope)),
      unconditional: () => this.#render({ ...task, when: [] }, scope),
    });
  }

  /** What it depends on may only be late: the facts of a slow host are waited for by those that read them. */
  async #renderKnown(entry: TaskEntry, scopeNow: () => LayeredScope): Promise<Rendering> {
    let rendering = await this.#render(entry.task, entry.scope);
    while (rendering.kind === 'unknown' && (await this.#options.run.resolve(rendering.unknown))) {
      rendering = await this.#render(entry.task, scopeNow());
    }
    return rendering;
  }

  /** `again`: what is queued must be applied first, and the task rendered anew. */
  async #take(entry: TaskEntry, rendering: Rendering): Promise<'done' | 'again'> {
    switch (rendering.kind) {
      case 'skipped':
        this.#report(entry, skippedResult(rendering.reason));
        return 'done';
      case 'unknown':
        if (this.#hasPending) return 'again';
        if (!(await this.#isIdleAnyway(entry))) this.#reportUnknown(entry, rendering.reason);
        return 'done';
      case 'failed':
        if (this.#hasPending) return 'again';
        this.#report(entry, failedResult(rendering));
        return 'done';
      case 'control':
        return this.#takeControl(entry, rendering.effect);
      case 'ready': {
        const { ready } = rendering;
        const isAlone = isUnbatched(entry.task) || isReadOnlyAction(ready) || ready.context.checkMode !== this.#isCheck;
        return isAlone ? this.#takeSolo(entry, ready) : this.#takeReady(entry, ready);
      }
    }
  }

  async #takeReady(entry: TaskEntry, ready: RenderedTask): Promise<'done' | 'again'> {
    const { host } = this.#options;
    const queries = this.#queriesOf(ready);
    if (queries.length > 0 && this.#hasPending && host.overlay.hasUnlistedEffects) return 'again';
    await this.#observe(queries);
    const planned = planTask(ready, host.overlay);
    if (this.#hasPending && (planned.status === 'may-change' || planned.status === 'failed')) return 'again';
    if (planned.status === 'change') this.#takeChange(entry, ready, planned);
    else this.#report(entry, this.#endOf(planned, ready, entry));
    return 'done';
  }

  #takeChange(entry: TaskEntry, ready: RenderedTask, planned: PlannedChange): void {
    const { host } = this.#options;
    const changes = this.#reportable(entry.task, planned, host);
    const notifies = this.#notified(entry);
    host.overlay.record(planned.predictions, planned.writes, entry.label, planned.isUncertain);
    const end = wouldChangeResult(planned, changes, entry.label);
    if (!this.#isCheck) {
      entry.register.set(entry.index, end.result);
      this.#queue.push({
        kind: 'change',
        entry,
        changes,
        pending: { ready, planned, notifies, asHandler: entry.asHandler, ...shownAs(entry) },
      });
      return;
    }
    const isDoubtful = entry.asHandler !== undefined && !host.handlers.isCertain(entry.asHandler);
    for (const handler of notifies)
      host.handlers.notify(handler, isDoubtful || isUncertainResult(end) ? 'may' : 'will');
    this.#report(entry, isDoubtful ? mayChangeResult('it is not known yet whether it is going to be notified') : end);
  }

  async #takeSolo(entry: TaskEntry, ready: RenderedTask): Promise<'done' | 'again'> {
    if (this.#hasPending) return 'again';
    const { run, label } = this.#options;
    const { task } = entry;
    if (!task.runOnce) {
      const solo = await this.#solo.run(entry, ready);
      this.#report(solo.entry, solo.end);
      return 'done';
    }
    const part = fileNameOf(label.node.part);
    const { value, isFirst } = await run.once(`${part}:${task.id}:${entry.index}`, () => this.#solo.run(entry, ready));
    if (isFirst) this.#report(value.entry, value.end);
    else if (value.end.status === 'failed')
      throw new TaskFailed(entry, value.end.failure ?? { message: 'it failed on another host' });
    else entry.register.set(entry.index, value.end.result);
    return 'done';
  }

  async #takeControl(
    entry: TaskEntry,
    effect: Extract<Rendering, { kind: 'control' }>['effect'],
  ): Promise<'done' | 'again'> {
    const { run, host } = this.#options;
    if (effect.kind === 'result') {
      if (effect.failed !== undefined && this.#hasPending) return 'again';
      const isQuiet = effect.verbosity !== undefined && effect.verbosity > run.verbosity;
      const end =
        effect.failed === undefined
          ? okResult(effect.result, isQuiet ? undefined : effect.message)
          : failedResult({ message: effect.failed });
      this.#report(entry, conclude(entry, end));
      return 'done';
    }
    if (effect.kind === 'set-fact') {
      const { variables } = await this.#factsHost(entry);
      for (const [name, value] of Object.entries(effect.facts)) variables.dynamic.set(name, value);
      this.#report(entry, okResult({ ansible_facts: effect.facts }));
      return 'done';
    }
    if (this.#hasPending) return 'again';
    this.#report(entry, await run.perform(effect, entry, host));
    return 'done';
  }

  async #factsHost({ task, scope }: TaskEntry): Promise<HostState> {
    const { run, host } = this.#options;
    return task.delegateTo && task.delegateFacts ? run.host(textOf(task.delegateTo, scope)) : host;
  }

  async #observe(queries: readonly Query[]): Promise<void> {
    const { host } = this.#options;
    if (host.answers.missing(queries).length > 0)
      await host.observe([...queries, ...(await this.prefetch(this.#prefetched.slice(1)))]);
  }

  async #apply(changes: readonly QueueEntry[]): Promise<AppliedChange[]> {
    const lookahead = await this.prefetch(this.#prefetched);
    return this.#applyOn(
      this.#options.host,
      changes.map(({ pending }) => pending),
      lookahead,
    );
  }

  async #recordPending(handlers: readonly PlacedHandler[]): Promise<void> {
    if (handlers.length === 0) return;
    for (const handler of handlers) this.#recorded.add(handler);
    const { host, prologue, run } = this.#options;
    const directory = handlersDirectory(host.stateDirectory, run.scope);
    const names = handlers.map(({ record }) => quote(`${directory}/${record}`));
    const id = this.nextBatch();
    await applyBatch({
      host,
      id,
      changes: [],
      prologue: [...prologue(), `mkdir -p -m 700 ${quote(directory)}`, ...names.map((name) => `: > ${name}`)],
      handlersDirectory: directory,
      baseDirectory: run.playbookDirectory,
      files: run.files,
      lookahead: [],
      sink: run.sink,
    });
  }

  #forgetPending(handlers: readonly PlacedHandler[]): void {
    const needless = handlers.filter((handler) => this.#recorded.has(handler));
    if (needless.length > 0) this.#options.onNeedless(needless);
  }

  #applyOn(host: HostState, changes: readonly QueuedChange[], lookahead: readonly Query[]): Promise<AppliedChange[]> {
    const { run, prologue } = this.#options;
    for (const handler of changes.flatMap(({ notifies }) => notifies)) this.#recorded.add(handler);
    const id = this.nextBatch();
    return applyBatch({
      host,
      id,
      changes,
      prologue: host === this.#options.host ? prologue() : [],
      handlersDirectory: handlersDirectory(host.stateDirectory, run.scope),
      baseDirectory: run.playbookDirectory,
      files: run.files,
      lookahead,
      sink: run.sink,
    });
  }

  #finish({ entry, pending, changes }: QueueEntry, applied: AppliedChange | undefined): void {
    if (!applied) throw new Interrupted();
    const end = appliedResult(applied, changes);
    const { handlers } = this.#options.host;
    if (end.status === 'changed') for (const handler of pending.notifies) handlers.notify(handler);
    if (end.status !== 'failed' && pending.asHandler) handlers.markRun(pending.asHandler);
    this.#complete(entry, end);
  }

  /** Reports at once when nothing is queued before it, else in its turn. */
  #report(entry: TaskEntry, end: TaskResult): void {
    entry.register.set(entry.index, end.result);
    if (this.#hasPending) this.#queue.push({ kind: 'settled', entry, end });
    else this.#complete(entry, end);
  }

  #reportUnknown(entry: TaskEntry, reason: string): void {
    if (!this.#isCheck)
      this.#report(entry, failedResult({ message: `it depends on a value that is not known: ${reason}` }));
    else if (changesNothing(entry.task.module)) this.#report(entry, unreadResult(reason));
    else this.#report(entry, this.#mayChange(entry, { keys: [], unlistedEffects: 'anything' }, reason));
  }

  /** An include of which check mode can't tell whether, or with what, it will be reached: its tasks may do anything. */
  doubtInclude({ id, name, what, range }: Include, reason: string): void {
    const { run, host, label } = this.#options;
    const end = mayChangeResult(reason);
    const { line } = positionAt(range.source, range.start);
    const module = `include_${what}`;
    const shown = name?.kind === 'literal' ? String(name.value) : module;
    host.overlay.record([], { keys: [], unlistedEffects: 'anything' }, shown);
    host.tally.count(end.status);
    const task = { id, name: shown, module, file: range.source.path, line };
    run.sink({
      event: 'task.finished',
      ...label,
      node: label.node.toString(),
      task,
      status: end.status,
      changes: [],
      ms: 0,
      message: reason,
    });
  }

  #mayChange(entry: TaskEntry, writes: Writes, reason: string): TaskResult {
    const { host } = this.#options;
    host.overlay.record([], writes, entry.label);
    for (const handler of this.#notified(entry)) host.handlers.notify(handler, 'may');
    return mayChangeResult(reason);
  }

  /** Whether its conditions are not known, and there is nothing for it to do even if they hold. */
  async #isIdleAnyway(entry: TaskEntry): Promise<boolean> {
    const { task, scope } = entry;
    if (!this.#isCheck || task.when.length === 0 || isUnbatched(task)) return false;
    const rendering = await this.#render({ ...task, when: [] }, scope);
    if (rendering.kind !== 'ready' || rendering.ready.module.kind !== 'state') return false;
    await this.#observe(this.#queriesOf(rendering.ready));
    if (planTask(rendering.ready, this.#options.host.overlay).status !== 'ok') return false;
    this.#report(entry, { ...okResult(), result: new Unknown(`"${entry.label}" may be skipped`) });
    return true;
  }

  #complete(entry: TaskEntry, end: TaskResult): void {
    const { run, host, label } = this.#options;
    const isIgnored = end.status === 'failed' && this.#ignores(entry);
    const final: TaskResult = isIgnored ? { ...end, status: 'ignored' } : end;
    entry.register.set(entry.index, end.result);
    if (final.status === 'changed') for (const handler of this.#notified(entry)) host.handlers.notify(handler);
    else if (final.status !== 'failed') this.#forgetPending(this.#notified(entry));
    host.tally.count(final.status);
    if (entry.asHandler) host.tally.countHandler();
    reportEnd(run.sink, label, entry, entry.task.noLog ? redacted(final) : final);
    if (final.status === 'failed') throw new TaskFailed(entry, final.failure ?? { message: 'failed' });
  }

  #ignores({ task, scope }: TaskEntry): boolean {
    return typeof task.ignoreErrors === 'boolean'
      ? task.ignoreErrors
      : evaluateCondition(task.ignoreErrors, scope) === true;
  }

  #endOf(
    planned: Exclude<TaskPlan, PlannedChange>,
    { module, params, context }: RenderedTask,
    entry: TaskEntry,
  ): TaskResult {
    if (planned.status === 'ok') return okResult(planned.result);
    if (planned.status === 'failed') return failedResult(planned);
    if (!this.#isCheck) return failedResult({ message: `it can't be told what to do: ${planned.reason}` });
    if (module.kind === 'read') return unreadResult(planned.reason);
    return this.#mayChange(entry, module.writes(params as never, context), planned.reason);
  }

  #reportable(task: Task, planned: PlannedChange, host: HostState): ReportedChange[] {
    return reportChanges(planned.changes, {
      withDiff: this.#options.run.withDiff && task.diff !== false,
      noLog: task.noLog,
      overlay: host.overlay,
    });
  }

  #queriesOf(ready: RenderedTask): readonly Query[] {
    const queries = listQueries(ready);
    if (!this.#options.run.withDiff) return queries;
    return [
      ...queries,
      ...queries.flatMap((query) => (query.kind.name === 'fileHash' ? [fileExcerpt(query.args as string)] : [])),
    ];
  }

  #notified({ task, scope }: TaskEntry): PlacedHandler[] {
    return task.notify.flatMap((topic) => this.#options.findHandlers(textOf(topic, scope), task));
  }

  #render(task: Task, scope: LayeredScope): Promise<Rendering> {
    const { run, host } = this.#options;
    const { shellUser, loginUser } = host.session;
    return renderTask(task, {
      scope,
      files: run.files,
      host: host.traits,
      checkMode: this.#isCheck,
      shellUser,
      loginUser,
      now: run.now,
      onSecret: run.onSecret,
    });
  }

  #scope(task: Task, place: VariablePlace, loop: Readonly<Record<string, unknown>>): LayeredScope {
    return taskScope(this.#options.host.variables, this.#placeOf(task, place), task, loop);
  }

  /** A task of an imported role sees that role's variables, over those of the role that it was imported into. */
  #placeOf({ role }: Task, place: VariablePlace): VariablePlace {
    if (role === undefined || role === place.role) return place;
    const imported = this.#imported.get(place) ?? new Map<Role, VariablePlace>();
    this.#imported.set(place, imported);
    const own = imported.get(role) ?? { ...place, role, outerRole: place.role };
    imported.set(role, own);
    return own;
  }
}

const changesNothing = ({ kind }: Task['module']): boolean => kind === 'read' || kind === 'control';
