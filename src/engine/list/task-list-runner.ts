import type { Block, Include, Included, Task, TaskItem } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { TaskFailed } from '../errors.ts';
import type { HostState } from '../host/host-state.ts';
import type { TaskRunner } from '../task/task-runner.ts';
import type { IncludeCall } from './include-call.ts';

export interface TaskListRunnerOptions {
  readonly host: HostState;
  readonly tasks: TaskRunner;
  /** Handlers that an included role brings. */
  readonly addHandlers: (handlers: Included['handlers'], place: VariablePlace) => void;
}

/** What tasks stand in. */
interface Surroundings {
  readonly place: VariablePlace;
  /** Variables of the loops of the includes around. */
  readonly loop: Readonly<Record<string, unknown>>;
  /** How many includes are around. */
  readonly depth: number;
}

/** Walks task lists: runs of plain tasks together, blocks with rescue and always, includes when they are reached. */
export class TaskListRunner {
  readonly #options: TaskListRunnerOptions;

  constructor(options: TaskListRunnerOptions) {
    this.#options = options;
  }

  /** Throws `TaskFailed`, `Interrupted` and `EndHost`. */
  async runItems(items: readonly TaskItem[], place: VariablePlace): Promise<void> {
    await this.#runItems(items, { place, loop: {}, depth: 0 });
  }

  async #runItems(items: readonly TaskItem[], around: Surroundings): Promise<void> {
    for (let i = 0; i < items.length;) {
      const plain = takePlain(items, i);
      i += plain.length;
      if (plain.length > 0) await this.#options.tasks.runTasks(plain, around.place, { loop: around.loop });
      const item = items[i++];
      if (item?.kind === 'block') await this.#runBlock(item, around);
      else if (item?.kind === 'include') await this.#runInclude(item, around);
    }
  }

  async #runBlock({ block, rescue, always }: Block, around: Surroundings): Promise<void> {
    const { tasks } = this.#options;
    // what is queued before the block is none of its business: its failure must not be rescued here
    await tasks.flush();
    try {
      await this.#runItems(block, around);
      await tasks.flush();
    } catch (error) {
      if (!(error instanceof TaskFailed) || rescue.length === 0) throw error;
      this.#noteFailure(error);
      await this.#runItems(rescue, around);
      await tasks.flush();
    } finally {
      if (always.length > 0) {
        await this.#runItems(always, around);
        await tasks.flush();
      }
    }
  }

  #noteFailure({ entry, result, count }: TaskFailed): void {
    const { tally, variables } = this.#options.host;
    tally.rescue(count);
    variables.dynamic.set('ansible_failed_task', { name: entry.label, action: entry.task.module.name });
    variables.dynamic.set('ansible_failed_result', result);
  }

  async #runInclude(include: Include, around: Surroundings): Promise<void> {
    const calls = await this.#options.tasks.runInclude(include, around.place, around);
    for (const call of calls) await this.#runIncluded(call, around);
  }

  async #runIncluded({ included, variables }: IncludeCall, { place, depth }: Surroundings): Promise<void> {
    const { items, layers, handlers } = included;
    const role = firstRole(items) ?? place.role;
    const inner: VariablePlace =
      role === place.role
        ? place
        : { ...place, role, outerRole: place.role, parameters: layers.vars ?? place.parameters };
    this.#options.addHandlers(handlers, inner);
    await nextTurn();
    await this.#runItems(items, { place: inner, loop: variables, depth: depth + 1 });
  }
}

/** Lets signals and other hosts have their turn: what includes itself may never wait for anything else. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The tasks from here to the next block or include. */
function takePlain(items: readonly TaskItem[], from: number): Task[] {
  const plain: Task[] = [];
  for (const item of items.slice(from)) {
    if (item.kind !== 'task') break;
    plain.push(item);
  }
  return plain;
}

function firstRole(items: readonly TaskItem[]): Task['role'] {
  for (const item of items) {
    if (item.kind === 'task') return item.role;
    if (item.kind === 'block') return firstRole(item.block);
  }
  return undefined;
}
