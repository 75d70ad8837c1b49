import type { Play, Role, Task } from '../../playbook/types.ts';
import { loadModule } from '../../modules/registry.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { NodeId } from '../../plan/ids.ts';
import type { PlayPart } from '../../plan/play-graph.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { HandlerIndex } from '../handlers/handler-index.ts';
import type { HostState } from '../host/host-state.ts';
import { TaskListRunner } from './task-list-runner.ts';
import { EntryOwnership } from '../ownership/entry-ownership.ts';
import type { EqualEntries } from '../ownership/entry-ownership.ts';
import type { OwnedResource } from '../ownership/manifest.ts';
import { handlersDirectory } from '../ownership/project-scope.ts';
import { plainTasks } from './plain-tasks.ts';
import { removalTask } from '../ownership/removal-task.ts';
import { applyCommands } from '../batch/apply-commands.ts';
import type { NodeSteps } from '../steps/node-steps.ts';
import type { RunContext } from '../run-context.ts';
import { Interrupted, PlayStopped, TaskFailed } from '../errors.ts';
import { TaskRunner } from '../task/task-runner.ts';

export interface PartRunnerOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly play: Play;
  readonly part: PlayPart;
  readonly place: VariablePlace;
  readonly steps: NodeSteps;
  readonly handlers: HandlerIndex;
  /** Owners of handlers that still have a node on this host: their handlers run at the end of that node. */
  readonly toCome: ReadonlySet<string>;
  readonly runDependent: ReadonlySet<string>;
  readonly equals: EqualEntries;
}

/** Runs one part of a play (a role or a task list) on one host: its tasks, the removal of undeclared resources, its handlers. */
export class PartRunner {
  readonly #options: PartRunnerOptions;
  readonly #tasks: TaskRunner;
  readonly #items: TaskListRunner;
  readonly #ownership: EntryOwnership;
  readonly #settledRecords: string[] = [];
  readonly #needless = new Set<PlacedHandler>();

  constructor(options: PartRunnerOptions) {
    this.#options = options;
    const { run, host, part, play } = options;
    this.#ownership = new EntryOwnership(options);
    this.#tasks = new TaskRunner({
      run,
      host,
      label: { host: host.name, play: play.name, node: new NodeId(part.id, host.name) },
      steps: options.steps,
      findHandlers: (topic, task) => options.handlers.find(topic, task, play.name),
      hasComputedHandlers: () => options.handlers.hasComputedNames,
      onDeclared: (declared) => this.#ownership.declarations.declare(declared),
      onLoop: (task) => this.#ownership.declarations.loop(task),
      onPassedOver: (include, why) => this.#ownership.declarations.passOver(include, why),
      prologue: () => this.#prologue(),
      onNeedless: (needless) => needless.forEach((placed) => this.#needless.add(placed)),
      flushHandlers: () =>
        this.#runHandlers((placed) => !options.toCome.has(placed.owner) || placed.owner === this.#owner),
    });
    this.#items = new TaskListRunner({
      host,
      tasks: this.#tasks,
      steps: options.steps,
      onRoleEnded: () => this.#ownership.declarations.keepAll(),
      tags: run.tags,
      addHandlers: (handlers, place) => {
        options.handlers.add(handlers, place.role?.name ?? play.name, place);
        options.handlers.recall(host.handlers);
      },
    });
  }

  /** The node's first queries, which are fetched for all nodes of a host together. */
  async prefetch(): Promise<Query[]> {
    const { part, place } = this.#options;
    const tasks = await this.#tasks.prefetch(plainTasks(part.items, place));
    return [...this.#ownership.queries, ...tasks];
  }

  /** Throws `TaskFailed`, `Interrupted` or `TransportError`. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      // otherwise the next run would consider them due
      if (error instanceof TaskFailed || error instanceof PlayStopped || error instanceof Interrupted)
        await this.#applyAtEnd(this.#removeRecords());
      throw error;
    }
  }

  async #run(): Promise<void> {
    const { part, place } = this.#options;
    await this.#ownership.recall();
    await this.#items.runCall(part.entry?.call, () => this.#items.runItems(part.items, place));
    await this.#tasks.flush();
    if (!this.#ownership.isContinued) await this.#removeUndeclared();
    await this.#options.steps.within(part.items.length, () =>
      this.#runHandlers((placed) => !this.#options.toCome.has(placed.owner) || placed.owner === this.#owner),
    );
    await this.#writeManifest();
  }

  get #owner(): string {
    return this.#options.part.entry?.role.name ?? this.#options.play.name;
  }

  #prologue(): string[] {
    return [...this.#removeRecords(), ...this.#ownership.widen()];
  }

  /** Shell code that removes the records of handlers that have run, or were not needed. */
  #removeRecords(): string[] {
    const { host } = this.#options;
    const needless = [...this.#needless].filter((placed) => !host.handlers.isDue(placed));
    this.#needless.clear();
    const records = [...this.#settledRecords.splice(0), ...needless.map((placed) => this.#recordOf(placed))];
    return records.length > 0 ? [`rm -f -- ${records.map(quote).join(' ')}`] : [];
  }

  #recordOf(placed: PlacedHandler): string {
    const { run, host } = this.#options;
    return `${handlersDirectory(host.stateDirectory, run.scope)}/${placed.record}`;
  }

  async #removeUndeclared(): Promise<void> {
    const { place, part } = this.#options;
    const { role } = place;
    for (const [key, resource] of await this.#ownership.undeclared()) {
      const task = role && (await this.#removal(key, resource, role));
      if (task) await this.#tasks.runTasks([task], { ...place, role: part.entry?.role });
    }
    await this.#tasks.flush();
  }

  async #removal(key: string, resource: OwnedResource, role: Role): Promise<Task | undefined> {
    const module = await loadModule(resource.module);
    return module && removalTask({ key, resource, module, role, range: this.#options.part.entry?.range });
  }

  async #runHandlers(isDueHere: (placed: PlacedHandler) => boolean): Promise<void> {
    const { host, handlers } = this.#options;
    for (;;) {
      const [placed] = handlers.sort(host.handlers.all.filter(isDueHere));
      if (!placed) return;
      await this.#runHandler(placed);
      await this.#tasks.flush();
      if (host.handlers.isDue(placed)) this.#settledRecords.push(this.#recordOf(placed));
      this.#settledRecords.push(...host.handlers.markRun(placed));
    }
  }

  #runHandler(placed: PlacedHandler): Promise<void> {
    const { handler, place } = placed;
    return handler.include
      ? this.#items.runItems([handler.include], place, true)
      : this.#tasks.runTasks([handler], place, { asHandler: placed });
  }

  async #writeManifest(): Promise<void> {
    await this.#applyAtEnd([...this.#removeRecords(), ...this.#ownership.conclude()]);
  }

  async #applyAtEnd(commands: readonly string[]): Promise<void> {
    const { host, run } = this.#options;
    if (run.mode !== 'apply' || commands.length === 0) return;
    await applyCommands(host, this.#tasks.batches.nextId(), commands);
  }
}
