import type { TagSelection } from '../../plan/select-tags.ts';
import type { Block, Include, Included, Role, RoleCall, Task, TaskItem } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { EndHost, EndRole, TaskFailed } from '../errors.ts';
import type { HostState } from '../host/host-state.ts';
import { failedTask } from '../result/failed-task.ts';
import type { NodeSteps } from '../steps/node-steps.ts';
import { giveTurn } from '../task/give-turn.ts';
import type { TaskRunner } from '../task/task-runner.ts';
import { hasSelected } from './has-selected.ts';
import type { IncludeCall } from './include-call.ts';

export interface TaskListRunnerOptions {
  readonly host: HostState;
  readonly tasks: TaskRunner;
  readonly steps: NodeSteps;
  readonly tags: TagSelection;
  /** Called with the handlers of an included role. */
  readonly addHandlers: (handlers: Included['handlers'], place: VariablePlace) => void;
  /** Called when `meta` has ended a role before its last task. */
  readonly onRoleEnded: () => void;
}

/** The context of tasks. */
interface Surroundings {
  readonly place: VariablePlace;
  /** The role that the list belongs to; imported roles within it are different roles. */
  readonly role: Role | undefined;
  /** Variables of the loops of the enclosing includes. */
  readonly loop: Readonly<Record<string, unknown>>;
  /** Number of enclosing includes. */
  readonly depth: number;
  /** Whether an enclosing block has a rescue. */
  readonly isRescued: boolean;
  /** The tasks come from a handler, so tags do not apply. */
  readonly isHandled: boolean;
}

/** The positions of a block's sections. */
const BLOCK = 0;
const RESCUE = 1;
const ALWAYS = 2;

/** Runs task lists: consecutive plain tasks together, blocks with rescue and always, and includes when they are reached. */
export class TaskListRunner {
  readonly #options: TaskListRunnerOptions;

  constructor(options: TaskListRunnerOptions) {
    this.#options = options;
  }

  /** Throws `TaskFailed`, `PlayStopped`, `Interrupted` and `EndHost`. */
  async runItems(items: readonly TaskItem[], place: VariablePlace, isHandled = false): Promise<void> {
    const { steps, tasks } = this.#options;
    try {
      const { role } = place;
      const around = { place, role, loop: {}, depth: 0, isRescued: false, isHandled };
      await this.#toEndOf(role, () => this.#runItems(items, around));
      await tasks.flush();
    } catch (error) {
      steps.lose(error);
      throw error;
    }
  }

  /** A role's tasks, but not again where an equal call has run on this host in the play. */
  async runCall(call: RoleCall | undefined, work: () => Promise<void>): Promise<void> {
    const { tally, roleCalls } = this.#options.host;
    if (call && roleCalls.has(call)) return;
    const { worked } = tally;
    await work();
    // as in Ansible, a role of which all tasks were skipped has not run
    if (call && tally.worked > worked) roleCalls.add(call);
  }

  async #runItems(items: readonly TaskItem[], around: Surroundings): Promise<void> {
    for (let i = 0; i < items.length;) {
      try {
        i = await this.#runNext(items, i, around);
      } catch (error) {
        const end = error instanceof EndRole && error.role !== around.role ? endOfRole(items, error) : undefined;
        if (end === undefined) throw error;
        this.#options.onRoleEnded();
        i = end;
      }
    }
  }

  /** Runs the tasks up to the next block or include, and that one. */
  async #runNext(items: readonly TaskItem[], from: number, around: Surroundings): Promise<number> {
    const { steps, tasks } = this.#options;
    const { loop, place, isHandled } = around;
    const plain = takePlain(items, from);
    if (plain.length > 0) await tasks.runTasks(plain, place, { loop, from, isHandled });
    const i = from + plain.length;
    const item = items[i];
    if (item?.kind === 'block') await steps.within(i, () => this.#runBlock(item, { ...around, role: item.role }));
    else if (item?.kind === 'include') await steps.within(i, () => this.#runInclude(item, around));
    return i + 1;
  }

  /** Runs tasks of a role, which `meta` may end. */
  async #toEndOf(role: Role | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof EndRole) || error.role !== role) throw error;
      this.#options.onRoleEnded();
    }
  }

  #runBlock(item: Block, around: Surroundings): Promise<void> {
    return this.runCall(item.call, () => this.#runSections(item, around));
  }

  async #runSections({ block, rescue, always }: Block, around: Surroundings): Promise<void> {
    // what is queued before the block is none of its business: its failure must not be rescued here
    await this.#options.tasks.flush();
    // as in Ansible, a rescue without selected tasks handles no failure
    const hasRescue = hasSelected(rescue, this.#options.tags);
    const inBlock = { ...around, isRescued: around.isRescued || hasRescue };
    let error = await this.#attempt(() => this.#runSection(BLOCK, block, inBlock));
    this.#noteFailure(error, RESCUE, inBlock);
    if (error instanceof TaskFailed && hasRescue) {
      this.#options.host.tally.rescue(error.count);
      this.#options.tasks.cover(rescue);
      error = await this.#attempt(() => this.#runSection(RESCUE, rescue, around));
      this.#noteFailure(error, ALWAYS, around);
    }
    // as in Ansible, meta: end_host and similar actions also end the block
    if (error !== undefined && isOrderly(error)) throw error;
    if (error !== undefined && !around.isRescued) this.#options.steps.lose(error);
    const last = await this.#attempt(() => this.#runSection(ALWAYS, always, around));
    if (last instanceof TaskFailed && error instanceof TaskFailed) throw last.after(error);
    // an orderly end does not replace a failure
    if (last !== undefined && !(isOrderly(last) && error !== undefined)) throw last;
    if (error !== undefined) throw error;
  }

  /** Returns the error that the work has thrown. */
  async #attempt(work: () => Promise<void>): Promise<Error | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #runSection(place: number, items: readonly TaskItem[], around: Surroundings): Promise<void> {
    const { steps, tasks } = this.#options;
    return steps.within(place, async () => {
      await this.#runItems(items, around);
      await tasks.flush();
    });
  }

  /** As in Ansible, the sections that come next see the failure if a rescue of this or of an enclosing block will handle it. */
  #noteFailure(error: Error | undefined, next: number, { isRescued }: Surroundings): void {
    if (!(error instanceof TaskFailed) || !isRescued) return;
    const { host, steps } = this.#options;
    const position = [...steps.position, next];
    host.variables.dynamic.setAt('ansible_failed_task', failedTask(error.entry), position);
    host.variables.dynamic.setAt('ansible_failed_result', error.result, position);
  }

  async #runInclude(include: Include, around: Surroundings): Promise<void> {
    const calls = await this.#options.tasks.runInclude(include, around.place, around);
    for (const [i, call] of calls.entries()) {
      const { role } = call.included;
      const run = (): Promise<void> => this.#runIncluded(call, { ...around, role: role ?? include.role });
      await this.#options.steps.within(i, () => this.#toEndOf(role, run));
    }
  }

  async #runIncluded({ included, variables }: IncludeCall, around: Surroundings): Promise<void> {
    const { place, depth } = around;
    const { items, layers, handlers } = included;
    const role = around.role ?? place.role;
    const inner: VariablePlace =
      role === place.role
        ? place
        : { ...place, role, outerRole: place.role, parameters: layers.vars ?? place.parameters };
    this.#options.addHandlers(handlers, inner);
    await giveTurn();
    await this.#runItems(items, { ...around, place: inner, loop: variables, depth: depth + 1 });
  }
}

/** `meta: end_host`, `end_role` and similar actions: the remaining tasks do not run, and nothing has failed. */
const isOrderly = (error: Error | undefined): boolean => error instanceof EndHost || error instanceof EndRole;

/** The tasks up to the next block or include. */
function takePlain(items: readonly TaskItem[], from: number): Task[] {
  const plain: Task[] = [];
  for (const item of items.slice(from)) {
    if (item.kind !== 'task') break;
    plain.push(item);
  }
  return plain;
}

/** Whether a role's tasks are within another role's tasks, through imports. */
const isOf = (inner: Role | undefined, role: Role): boolean =>
  inner !== undefined && (inner === role || isOf(inner.importedBy, role));

/** The index after the last task of an imported role. */
function endOfRole(items: readonly TaskItem[], { role }: EndRole): number | undefined {
  const last = items.findLastIndex((item) => isOf(item.role, role));
  return last < 0 ? undefined : last + 1;
}
