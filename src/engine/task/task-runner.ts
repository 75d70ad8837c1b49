import type { Include, Task } from '../../playbook/types.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { isSelected } from '../../plan/select-tags.ts';
import type { Query } from '../../query/query.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import { EndHost, InternalError, Interrupted, isOrderly, taskFailure } from '../errors.ts';
import type { Failure } from '../events.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { IncludeCall } from '../list/include-call.ts';
import { includeTask } from '../list/include-task.ts';
import { wait } from './attempts.ts';
import { ChangeQueue } from './change-queue.ts';
import { ControlTasks } from './control-tasks.ts';
import type { LoopItem } from '../render/loop-items.ts';
import { loopItems } from '../render/loop-items.ts';
import { LoopProgress } from './loop-progress.ts';
import { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import { isCheck } from './node-context.ts';
import { ReadyTasks } from './ready-tasks.ts';
import { Register } from '../result/register.ts';
import type { Rendering } from '../render/render-task.ts';
import { testConditions } from '../render/render-task.ts';
import type { Taken } from './take.ts';
import type { PlacedInclude, TaskEntry } from './task-entry.ts';
import { TaskOutcomes } from '../result/task-outcomes.ts';
import { TaskRenderer } from '../render/task-renderer.ts';
import type { PlacedTask } from '../render/task-renderer.ts';
import { itemOf, labelOf, taskName, textOf } from '../result/task-report.ts';
import { failedResult, skippedResult } from '../result/task-result.ts';

interface Setting {
  /** Variables of the loops of the includes around it. */
  readonly loop?: Readonly<Record<string, unknown>>;
  readonly asHandler?: PlacedHandler;
  readonly asInclude?: PlacedInclude;
  /** The place of the first task in its list; absent: they stand where the node is. */
  readonly from?: number;
}

/**
 * Runs tasks on one host in order. Changes are queued and applied together; whatever needs to see their effect first
 * has them applied before it. In check mode nothing is applied, and what is planned is laid over what was observed.
 */
export class TaskRunner {
  readonly batches: NodeBatches;
  readonly #node: NodeContext;
  readonly #renderer: TaskRenderer;
  readonly #outcomes: TaskOutcomes;
  readonly #queue: ChangeQueue;
  readonly #ready: ReadyTasks;
  readonly #control: ControlTasks;

  constructor(node: NodeContext) {
    this.#node = node;
    this.batches = new NodeBatches(node);
    this.#renderer = new TaskRenderer(node);
    this.#outcomes = new TaskOutcomes(node, this.batches);
    const services = { renderer: this.#renderer, batches: this.batches, outcomes: this.#outcomes };
    this.#queue = new ChangeQueue(node, services);
    this.#ready = new ReadyTasks(node, { ...services, queue: this.#queue });
    this.#control = new ControlTasks(node, this.#queue);
  }

  /** Runs tasks of one place; what they queue is applied at the latest by `flush`. Throws `TaskFailed` and `Interrupted`. */
  async runTasks(tasks: readonly Task[], place: VariablePlace, setting: Setting = {}): Promise<void> {
    for (const [i, task] of tasks.entries()) {
      this.#renderer.upcoming = tasks.slice(i).map((upcoming) => ({ task: upcoming, place }));
      if (!setting.asHandler && !isSelected(task.tags, this.#node.run.tags)) continue;
      const run = (): Promise<void> => this.#runInStep(task, place, setting);
      await (setting.from === undefined ? run() : this.#node.steps.within(setting.from + i, run));
    }
    this.#renderer.upcoming = [];
  }

  /** What an include brings in, for each item of its loop for which its conditions hold. Throws as `runTasks` does. */
  async runInclude(
    include: Include,
    place: VariablePlace,
    { loop, depth }: { readonly loop: Readonly<Record<string, unknown>>; readonly depth: number },
  ): Promise<readonly IncludeCall[]> {
    const calls: IncludeCall[] = [];
    const collect = (call: IncludeCall): void => void calls.push(call);
    await this.runTasks([includeTask(include)], place, { loop, asInclude: { include, depth, collect } });
    return calls;
  }

  prefetch(tasks: readonly PlacedTask[]): Promise<Query[]> {
    return this.#renderer.prefetch(tasks);
  }

  /** Applies what is queued and tells what became of it. */
  async flush(): Promise<void> {
    for (;;) {
      const again = await this.#queue.flush();
      if (again.length === 0) return;
      for (const entry of again) await this.#runItem(entry);
    }
  }

  /** Runs a task with the other hosts of the play in mind, where it speaks of them. */
  async #runInStep(task: Task, place: VariablePlace, setting: Setting): Promise<void> {
    const { steps } = this.#node;
    const isTurn = task.runOnce || decidesForAll(task);
    const isInclude = setting.asInclude !== undefined;
    const meets = steps.isTogether(task) && (!setting.asHandler || isInclude);
    // hosts meet after each of an include's tasks, not after the include
    const isTogether = meets && !isInclude;
    if (isTurn || meets) await this.flush();
    steps.begin(!this.#queue.hasPending);
    if (meets) await steps.assemble();
    if (isTurn && !setting.asHandler) await steps.turn(isInclude);
    if (decidesForAll(task)) await this.#decide(task, place, setting);
    else await this.#runTask(task, place, setting);
    if (!isTogether) return;
    await this.flush();
    await steps.meet(task);
  }

  /** The first host that comes to it decides for all. */
  async #decide(task: Task, place: VariablePlace, setting: Setting): Promise<void> {
    const { steps } = this.#node;
    if (steps.decision === true) throw new EndHost('end_play');
    if (steps.decision === false) return;
    await steps.gather();
    try {
      await this.#runTask(task, place, setting);
      steps.decide(false);
    } catch (error) {
      if (error instanceof EndHost) {
        steps.decide(true);
        if (error.action === 'end_play' || error.action === 'end_batch') steps.endPlay(error.action);
      }
      throw error;
    }
  }

  async #runTask(task: Task, place: VariablePlace, { loop = {}, asHandler, asInclude }: Setting): Promise<void> {
    const { run, host } = this.#node;
    if (run.stop.requested) throw new Interrupted();
    const scope = (variables = loop): LayeredScope => this.#renderer.scope(task, place, variables);
    if (!asInclude && !(await this.#isWanted(task, scope))) return;
    const found = await this.#itemsOf(task, scope);
    const items = isList(found) ? found : [{ variables: {}, fields: {} }];
    const isLoop = task.loop !== undefined && isList(found);
    const { dynamic } = host.variables;
    const fields = items.map((item) => item.fields);
    const register = new Register({ name: task.register, items: fields, isLoop, variables: dynamic });
    const progress = new LoopProgress(items.length, isLoop);
    for (const [index, item] of items.entries()) {
      const variables = { ...loop, ...item.variables };
      const rescope = (): LayeredScope => scope(variables);
      const now = rescope();
      const label = taskName(task, now);
      const shared = { task, register, progress, asHandler, asInclude, notifies: [] };
      const entry: TaskEntry = { ...shared, index, item: item.label, label, scope: now, rescope, loop: variables };
      if (index > 0) await this.#pause(task);
      if (isList(found)) await this.#runItem(entry);
      else await this.#guard(entry, () => this.#runWithoutItems(entry, found));
    }
    // nothing after a task that has failed may share a batch with its last items
    if (progress.failed > 0) await this.flush();
  }

  /** What `--start-at-task` and `--step` leave. */
  async #isWanted(task: Task, scope: () => LayeredScope): Promise<boolean> {
    const { run, host } = this.#node;
    if (run.startAtTask === undefined && !run.confirm) return true;
    const name = taskName(task, scope());
    if (run.startAtTask !== undefined && !host.hasStarted) host.hasStarted = [name, task.id].includes(run.startAtTask);
    if (run.startAtTask !== undefined && !host.hasStarted) return false;
    if (!run.confirm) return true;
    await this.flush();
    return run.confirm(`${host.name}: ${task.role ? `${task.role.name} : ` : ''}${name}`);
  }

  async #itemsOf(task: Task, scope: () => LayeredScope): Promise<readonly LoopItem[] | Unknown | Failure> {
    for (;;) {
      const items = loopItems(task, scope());
      if (isList(items)) return items;
      if (this.#queue.hasPending) await this.flush();
      else if (!isUnknown(items) || !(await this.#node.run.resolve(items))) return items;
    }
  }

  async #pause({ loopControl }: Task): Promise<void> {
    if (loopControl.pauseSeconds === undefined || isCheck(this.#node)) return;
    await this.flush();
    await wait(loopControl.pauseSeconds * 1000, this.#node.run.stop);
  }

  /** A loop that can't be gone through. As in Ansible, conditions that don't hold come first. */
  async #runWithoutItems(entry: TaskEntry, items: Unknown | Failure): Promise<Taken> {
    const condition = testConditions(entry.task, entry.scope);
    const rendering: Rendering = isUnknown(items)
      ? { kind: 'unknown', reason: items.reason, unknown: items }
      : { kind: 'failed', ...items };
    const seen = condition?.kind === 'skipped' ? condition : rendering;
    await this.#declare(entry, seen);
    return this.#take(entry, seen);
  }

  async #runItem(first: TaskEntry): Promise<void> {
    const { run, label } = this.#node;
    const { host, node } = label;
    const task = labelOf(first);
    run.sink({ event: 'task.started', host, node: node.toString(), task });
    const activity = this.#node.host.activity.begin('running', { task, item: itemOf(first) });
    try {
      await this.#takeUntilDone(first);
    } finally {
      activity.end();
    }
  }

  async #takeUntilDone(first: TaskEntry): Promise<void> {
    while ((await this.#guard(first, () => this.#attempt(first))) === 'again') {
      await this.flush();
      if (this.#node.run.stop.requested) throw new Interrupted();
    }
  }

  /** Makes a mistake of the user's that comes up under way the failure of the task. */
  async #guard(entry: TaskEntry, take: () => Promise<Taken>): Promise<Taken> {
    try {
      return await take();
    } catch (error) {
      if (isOrderly(error)) throw error;
      const failure = taskFailure(error);
      if (!failure) throw new InternalError(error, labelOf(entry));
      if (this.#queue.hasPending) return 'again';
      if (entry.asInclude) this.#node.onPassedOver(entry.asInclude.include, 'unknown');
      this.#queue.report(entry, failedResult(failure));
      return 'done';
    }
  }

  async #attempt(first: TaskEntry): Promise<Taken> {
    const rendering = await this.#renderer.renderKnown(first.task, {
      rescope: first.rescope,
      mayWait: !this.#queue.hasPending,
    });
    const entry = { ...first, scope: first.rescope() };
    await this.#declare(entry, rendering);
    return this.#take(entry, rendering);
  }

  /** What is going to be rendered anew declares nothing yet. */
  async #declare({ task, scope, asInclude }: TaskEntry, rendering: Rendering): Promise<void> {
    const { kind } = rendering;
    if (this.#queue.hasPending && (kind === 'unknown' || kind === 'failed')) return;
    if (asInclude) {
      if (kind !== 'control') this.#node.onPassedOver(asInclude.include, kind === 'skipped' ? kind : 'unknown');
      return;
    }
    await this.#node.onDeclared({
      task,
      rendering,
      notify: task.notify.map((topic) => textOf(topic, scope)),
      unconditional: () => this.#renderer.render({ ...task, when: [] }, scope),
    });
  }

  async #take(bare: TaskEntry, rendering: Rendering): Promise<Taken> {
    if (rendering.kind === 'skipped') {
      this.#queue.report(bare, skippedResult(rendering.reason));
      return 'done';
    }
    const { hasPending } = this.#queue;
    if (hasPending && (rendering.kind === 'unknown' || rendering.kind === 'failed')) return 'again';
    if (rendering.kind === 'failed') {
      this.#queue.report(bare, failedResult(rendering));
      return 'done';
    }
    const notifies = this.#outcomes.handlersOf(bare.task, bare.scope);
    if (isUnknown(notifies) && hasPending) return 'again';
    if (isUnknown(notifies) && !isCheck(this.#node)) throw new ModuleFailure(`notify is not known: ${notifies.reason}`);
    const entry = { ...bare, notifies: isUnknown(notifies) ? [] : notifies };
    if (rendering.kind === 'control') return this.#control.take(entry, rendering.effect);
    if (rendering.kind === 'ready') return this.#ready.take(entry, rendering.ready);
    if (!(await this.#ready.isIdleAnyway(entry)))
      this.#queue.report(entry, this.#outcomes.ofUnknown(entry, rendering.reason));
    return 'done';
  }
}

/** `meta` takes plain text only, so that it can be told without rendering. */
function decidesForAll({ module, args }: Task): boolean {
  if (module.name !== 'meta') return false;
  const text = JSON.stringify(
    args.kind === 'literal'
      ? args.value
      : args.kind === 'mapping'
        ? args.entries.map(({ value }) => (value.kind === 'literal' ? value.value : null))
        : null,
  );
  return /"(end_play|end_batch|clear_host_errors)"/.test(text);
}

const isList = (items: readonly LoopItem[] | Unknown | Failure): items is readonly LoopItem[] => Array.isArray(items);
