import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Block, Include, Included, Task, TaskItem } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { taskScope } from '../../variables/host-variables.ts';
import { isSelected } from '../../plan/select-tags.ts';
import type { HostState } from '../host/host-state.ts';
import { testConditions } from './render-task.ts';
import type { RunContext } from '../run-context.ts';
import { TaskFailed } from './task-entry.ts';
import type { TaskRunner } from './task-runner.ts';

export interface TaskListRunnerOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly tasks: TaskRunner;
  /** Handlers that an included role brings. */
  readonly addHandlers: (handlers: Included['handlers'], place: VariablePlace) => void;
  /** Told of an include whose tasks are not run. */
  readonly onPassedOver: (include: Include, why: 'skipped' | 'unknown') => void;
  /** Runs what is due, at `meta: flush_handlers`. */
  readonly flushHandlers: () => Promise<void>;
}

/** Walks task lists: runs of plain tasks together, blocks with rescue and always, includes when they are reached. */
export class TaskListRunner {
  readonly #options: TaskListRunnerOptions;

  constructor(options: TaskListRunnerOptions) {
    this.#options = options;
  }

  async runItems(
    items: readonly TaskItem[],
    place: VariablePlace,
    loop: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { tasks } = this.#options;
    for (let i = 0; i < items.length;) {
      const plain = takePlain(items, i);
      if (plain.length > 0) {
        await tasks.runTasks(plain, place, { loop });
        i += plain.length;
        continue;
      }
      const item = items[i++];
      if (item?.kind === 'block') await this.#runBlock(item, place, loop);
      else if (item?.kind === 'include') await this.#runInclude(item, place, loop);
      else if (item) await this.#flushHandlers(item, place);
    }
  }

  async #flushHandlers(task: Task, place: VariablePlace): Promise<void> {
    const { run, host, tasks } = this.#options;
    await tasks.flush();
    if (!isSelected(task.tags, run.tags)) return;
    const condition = testConditions(task, taskScope(host.variables, place, task, {}));
    if (!condition) await this.#options.flushHandlers();
  }

  async #runBlock(
    { block, rescue, always }: Block,
    place: VariablePlace,
    loop: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { tasks, host } = this.#options;
    // what is queued before the block is none of its business: its failure must not be rescued here
    await tasks.flush();
    try {
      await this.runItems(block, place, loop);
      await tasks.flush();
    } catch (error) {
      if (!(error instanceof TaskFailed) || rescue.length === 0) throw error;
      host.tally.rescue();
      host.variables.dynamic.set('ansible_failed_task', {
        name: error.entry.label,
        action: error.entry.task.module.name,
      });
      host.variables.dynamic.set('ansible_failed_result', { failed: true, msg: error.failure.message });
      await this.runItems(rescue, place, loop);
      await tasks.flush();
    } finally {
      if (always.length > 0) {
        await this.runItems(always, place, loop);
        await tasks.flush();
      }
    }
  }

  async #runInclude(include: Include, place: VariablePlace, loop: Readonly<Record<string, unknown>>): Promise<void> {
    const { run, host, tasks } = this.#options;
    if (!isSelected(include.keywords.tags, run.tags)) return;
    await tasks.flush();
    const loops = this.#itemsOf(include, place, loop);
    if (isUnknown(loops)) {
      this.#doubt(include, loops);
      return;
    }
    for (const variables of loops) {
      const scope = taskScope(host.variables, place, include.keywords, variables);
      const condition = testConditions(include.keywords, scope);
      if (condition?.kind === 'skipped') {
        this.#options.onPassedOver(include, 'skipped');
        continue;
      }
      const target = condition?.kind === 'unknown' ? condition.unknown : renderTemplated(include.target, scope);
      if (isUnknown(target)) {
        this.#doubt(include, target);
        continue;
      }
      const included = await include.load(String(target));
      await this.#runIncluded(included, place, variables);
    }
  }

  #doubt(include: Include, { reason }: Unknown): void {
    const { run, tasks } = this.#options;
    if (run.mode === 'apply') throw new Error(`include ${include.id} depends on what is not known: ${reason}`);
    this.#options.onPassedOver(include, 'unknown');
    tasks.doubtInclude(include, reason);
  }

  #itemsOf(
    include: Include,
    place: VariablePlace,
    loop: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>>[] | Unknown {
    if (!include.loop) return [loop];
    const items = renderTemplated(include.loop, taskScope(this.#options.host.variables, place, include.keywords, loop));
    if (isUnknown(items)) return items;
    if (!Array.isArray(items)) throw new Error('loop needs a list');
    const { loopVar, indexVar } = include.loopControl;
    return items.map((item: unknown, i) => ({
      ...loop,
      [loopVar]: item,
      ...(indexVar !== undefined && { [indexVar]: i }),
    }));
  }

  async #runIncluded(
    { items, layers, handlers }: Included,
    place: VariablePlace,
    loop: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const role = firstRole(items) ?? place.role;
    const inner: VariablePlace =
      role === place.role
        ? place
        : { ...place, role, outerRole: place.role, parameters: layers.vars ?? place.parameters };
    this.#options.addHandlers(handlers, inner);
    await this.runItems(items, inner, loop);
    await this.#options.tasks.flush();
  }
}

/** The tasks from here to the next block, include or flush_handlers. */
function takePlain(items: readonly TaskItem[], from: number): Task[] {
  const plain: Task[] = [];
  for (const item of items.slice(from)) {
    if (item.kind !== 'task' || isFlushHandlers(item)) break;
    plain.push(item);
  }
  return plain;
}

/** `meta` takes plain text only, so that it can be told without rendering. */
function isFlushHandlers({ module, args }: Task): boolean {
  if (module.name !== 'meta') return false;
  const value = args.kind === 'literal' ? args.value : undefined;
  return JSON.stringify(value ?? null).includes('"flush_handlers"');
}

function firstRole(items: readonly TaskItem[]): Task['role'] {
  for (const item of items) {
    if (item.kind === 'task') return item.role;
    if (item.kind === 'block') return firstRole(item.block);
  }
  return undefined;
}
