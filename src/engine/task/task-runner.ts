import { withoutLocalCommands } from '../../controller/run-locally.ts';
import { metaActionOf } from '../../playbook/task/meta-action.ts';
import type { Include, Task, TaskItem } from '../../playbook/types.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import { isSelected } from '../../plan/select-tags.ts';
import { startsAt } from '../../plan/starts-at.ts';
import type { Query } from '../../query/query.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';

import type { VariablePlace } from '../../variables/host-variables.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import { EndHost, Interrupted, taskFailure } from '../errors.ts';
import type { Failure } from '../events.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { IncludeCall } from '../list/include-call.ts';
import { includeTask } from '../../playbook/include/include-task.ts';
import type { LoopItem } from '../render/loop-items.ts';
import { loopNames } from '../../playbook/task/read-loop.ts';
import { settleKnown } from '../render/settle-keywords.ts';
import { loopItems } from '../render/loop-items.ts';
import type { PlacedTask } from '../render/task-renderer.ts';
import { Register } from '../result/register.ts';
import { taskName } from '../result/task-report.ts';
import { numberOf, wait } from './attempts.ts';
import { giveTurn } from './give-turn.ts';
import { ItemRunner } from './item-runner.ts';
import { LoopProgress } from './loop-progress.ts';
import type { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import { evaluateOnce, isCheck, resolve } from './node-context.ts';
import { onceKey } from './once-key.ts';
import type { PlacedInclude, TaskEntry } from './task-entry.ts';

interface Setting {
  /** Variables of the loops of the enclosing includes. */
  readonly loop?: Readonly<Record<string, unknown>>;
  readonly asHandler?: PlacedHandler;
  readonly asInclude?: PlacedInclude;
  /** The tasks come from a handler, so tags do not apply. */
  readonly isHandled?: boolean;
  /** The place of the first task; absent means the place of the node. */
  readonly from?: number;
}

interface IncludeSetting {
  readonly loop: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly isHandled: boolean;
}

/**
 * Runs tasks on one host in order. Changes are queued and applied together, at the latest before a task that needs their
 * effect. In check mode nothing is applied; planned changes are added to the overlay.
 */
export class TaskRunner {
  readonly #node: NodeContext;
  readonly #items: ItemRunner;

  constructor(node: NodeContext) {
    this.#node = node;
    this.#items = new ItemRunner(node);
  }

  get batches(): NodeBatches {
    return this.#items.batches;
  }

  /** Runs tasks of one place. Queued changes are applied at the latest by `flush`. Throws `TaskFailed` and `Interrupted`. */
  async runTasks(tasks: readonly Task[], place: VariablePlace, setting: Setting = {}): Promise<void> {
    for (const [i, task] of tasks.entries()) {
      this.#items.renderer.upcoming = tasks.slice(i).map((upcoming) => ({ task: upcoming, place }));
      if (!setting.asHandler && setting.isHandled !== true && !isSelected(task.tags, this.#node.run.tags)) continue;
      const run = (): Promise<void> => this.#runInStep(task, place, setting);
      await (setting.from === undefined ? run() : this.#node.steps.within(setting.from + i, run));
    }
    this.#items.renderer.upcoming = [];
  }

  /** Runs the tasks of an include for each item of its loop whose conditions hold. Throws as `runTasks` does. */
  async runInclude(
    include: Include,
    place: VariablePlace,
    { loop, depth, isHandled }: IncludeSetting,
  ): Promise<readonly IncludeCall[]> {
    const calls: IncludeCall[] = [];
    const collect = (call: IncludeCall): void => void calls.push(call);
    await this.runTasks([includeTask(include)], place, { loop, isHandled, asInclude: { include, depth, collect } });
    return calls;
  }

  prefetch(tasks: readonly PlacedTask[]): Promise<Query[]> {
    return this.#items.renderer.prefetch(tasks);
  }

  /** Called before tasks that could not be predicted individually. */
  cover(items: readonly TaskItem[]): void {
    this.#node.run.review?.cover(this.#node.label, items);
  }

  /** Applies the queued changes and reports the results. */
  flush(): Promise<void> {
    return this.#items.flush();
  }

  /** Runs a task and, if it requires that, coordinates it with the other hosts of the play. */
  async #runInStep(written: Task, place: VariablePlace, setting: Setting): Promise<void> {
    const outer = this.#items.renderer.scope(written, place, setting.loop ?? {});
    const task = await evaluateOnce(this.#node, () => settleKnown(written, outer));
    const { steps } = this.#node;
    const isTurn = task.runOnce === true || decidesForAll(task);
    const isInclude = setting.asInclude !== undefined;
    const meets = steps.isTogether(task) && (!setting.asHandler || isInclude);
    // hosts synchronize after each task of an include, not after the include
    const isTogether = meets && !isInclude;
    if (isTurn || meets) await this.flush();
    steps.begin(!this.#items.hasPending);
    if (meets) await steps.assemble();
    if (isTurn && !setting.asHandler) await steps.turn(isInclude);
    if (decidesForAll(task)) await this.#decide(task, place, setting);
    else await this.#runThrottled(task, place, setting);
    if (!isTogether) return;
    await this.flush();
    await steps.meet(task);
  }

  /** With `throttle`, waits until few enough hosts run the task. Queued changes are applied before, its own change while it holds the slot. */
  async #runThrottled(task: Task, place: VariablePlace, setting: Setting): Promise<void> {
    const most = await evaluateOnce(this.#node, () => this.#throttleOf(task, place, setting));
    if (typeof most !== 'number') return this.#runTask(task, place, setting, most);
    if (most === 0 || isCheck(this.#node)) return this.#runTask(task, place, setting);
    await this.flush();
    await this.#node.steps.throttled(task.id, most, async () => {
      await this.#runTask(task, place, setting);
      await this.flush();
    });
  }

  /** The first host that reaches the task decides for all. */
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

  /** Number of hosts that may run a task at the same time; 0 means no limit, an unknown value means one. */
  #throttleOf(task: Task, place: VariablePlace, { loop = {} }: Setting): number | Failure {
    try {
      const scope = this.#items.renderer.scope(task, place, loop);
      const { throttle } = task;
      const value = throttle && renderTemplated(throttle, scope);
      return isUnknown(value) ? 1 : Math.floor(numberOf('throttle', throttle, scope, 0));
    } catch (error) {
      const failure = taskFailure(error);
      if (!failure) throw error;
      return failure;
    }
  }

  /** `failure`: why the task can't run, if its conditions hold. */
  async #runTask(
    task: Task,
    place: VariablePlace,
    { loop = {}, asHandler, asInclude }: Setting,
    failure?: Failure,
  ): Promise<void> {
    const { host } = this.#node;
    this.#throwIfStopped();
    const scope = (variables = loop): LayeredScope => this.#items.renderer.scope(task, place, variables);
    if (!asInclude && !(await this.#isWanted(task, scope))) return;
    const found = failure ?? this.#itemsOfOther(task) ?? (await this.#itemsOf(task, scope));
    if (task.loop && !asInclude) this.#node.onLoop(task);
    const items = isList(found) ? found : [unknownItem(task, found)];
    const isLoop = task.loop !== undefined && isList(found);
    const { dynamic } = host.variables;
    const fields = items.map((item) => item.fields);
    const register = new Register({ name: task.register, items: fields, isLoop, variables: dynamic });
    const progress = new LoopProgress(items.length, isLoop);
    for (const [index, item] of items.entries()) {
      const variables = { ...loop, ...item.variables };
      const rescope = (): LayeredScope => scope(variables);
      const now = rescope();
      const { label, settled } = await evaluateOnce(this.#node, () => {
        return { label: taskName(task, now), settled: settleKnown(task, now) };
      });
      const shared = { task: settled, register, progress, asHandler, asInclude, notifies: [] };
      const entry: TaskEntry = { ...shared, index, item: item.label, label, scope: now, rescope, loop: variables };
      if (index > 0) await this.#pause(task);
      await giveTurn();
      this.#throwIfStopped();
      if (isList(found)) await this.#items.run(entry);
      else await this.#items.runWithoutItems(entry, found);
    }
    if (task.runOnce === true && isList(found)) this.#keepItems(task, found);
    // later tasks must not share a batch with the last items of a task with failures
    if (progress.failed > 0) await this.flush();
  }

  /** The items of the host that has run a run_once task; undefined if no other has. */
  #itemsOfOther(task: Task): readonly LoopItem[] | undefined {
    if (task.runOnce !== true) return undefined;
    return this.#node.run.onceItems.get(onceKey(this.#node, { task, index: 'items' }));
  }

  #keepItems(task: Task, items: readonly LoopItem[]): void {
    const { run } = this.#node;
    const key = onceKey(this.#node, { task, index: 'items' });
    const hasRun = items.some((_, index) => run.onceRendered.has(onceKey(this.#node, { task, index })));
    if (hasRun && !run.onceItems.has(key)) run.onceItems.set(key, items);
  }

  #throwIfStopped(): void {
    if (this.#node.run.stop.requested) throw new Interrupted();
  }

  /** Whether `--start-at-task` and `--step` select the task. */
  async #isWanted(task: Task, scope: () => LayeredScope): Promise<boolean> {
    const { run, host } = this.#node;
    if (run.startAtTask === undefined && !run.confirm) return true;
    const name = await evaluateOnce(this.#node, () => taskName(task, scope()));
    if (run.startAtTask !== undefined && !host.hasStarted) host.hasStarted = startsAt(run.startAtTask, task, name);
    if (run.startAtTask !== undefined && !host.hasStarted) return false;
    if (!run.confirm) return true;
    await this.flush();
    const asking = run.confirm(`${host.name}: ${task.role ? `${task.role.name} : ` : ''}${name}`);
    return host.activity.during('waiting for an answer', asking, 'person');
  }

  async #itemsOf(task: Task, scope: () => LayeredScope): Promise<readonly LoopItem[] | Unknown | Failure> {
    for (;;) {
      const evaluate = () => loopItems(task, scope());
      const items = this.#items.hasPending ? withoutLocalCommands(evaluate) : await evaluateOnce(this.#node, evaluate);
      if (isList(items)) return items;
      if (this.#items.hasPending) await this.flush();
      else if (!isUnknown(items) || !(await resolve(items, this.#node))) return items;
    }
  }

  async #pause({ loopControl }: Task): Promise<void> {
    if (loopControl.pauseSeconds === undefined || isCheck(this.#node)) return;
    await this.flush();
    const pausing = wait(loopControl.pauseSeconds * 1000, this.#node.run.stop);
    await this.#node.host.activity.during('pausing between the items of a loop', pausing);
  }
}

const FOR_ALL: readonly (string | undefined)[] = ['end_play', 'end_batch', 'clear_host_errors'];

const decidesForAll = (task: Task): boolean => FOR_ALL.includes(metaActionOf(task));

const isList = (items: readonly LoopItem[] | Unknown | Failure): items is readonly LoopItem[] => Array.isArray(items);

/** A placeholder for the items of an unknown loop: conditions that read the item are unknown, other conditions are not. */
function unknownItem({ loopControl }: Task, found: Unknown | Failure): LoopItem {
  const item = isUnknown(found) ? found : new Unknown(found.message);
  return { variables: Object.fromEntries(loopNames(loopControl).map((name) => [name, item])), fields: {} };
}
