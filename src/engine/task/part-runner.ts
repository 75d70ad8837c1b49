import type { Play, Role, Task } from '../../playbook/types.ts';
import { loadModule } from '../../modules/registry.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { NodeId } from '../../plan/ids.ts';
import { fileNameOf } from '../../values/file-name.ts';
import type { PlayPart } from '../../plan/play-graph.ts';
import { fileText } from '../../query/file-text.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import { handlerRecord } from '../handlers/due-handlers.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { HandlerIndex } from '../handlers/handler-index.ts';
import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import { TaskListRunner } from './task-list-runner.ts';
import { OwnedResources } from '../ownership/owned-resources.ts';
import type { Ownership } from '../ownership/owned-resources.ts';
import { parseManifest, renderManifest, renderManifestWrite } from '../ownership/manifest.ts';
import type { Manifest, OwnedResource } from '../ownership/manifest.ts';
import { plainTasks } from './plain-tasks.ts';
import { removalTask } from '../ownership/removal-task.ts';
import { renderBatch } from '../batch/batch-script.ts';
import type { RunContext } from '../run-context.ts';
import { Interrupted } from '../run-context.ts';
import { TaskFailed } from './task-entry.ts';
import { TaskRunner } from './task-runner.ts';

export interface PartRunnerOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly play: Play;
  readonly part: PlayPart;
  readonly place: VariablePlace;
  readonly handlers: HandlerIndex;
  /** Owners of handlers whose node on this host is still to come: their handlers wait for it. */
  readonly toCome: ReadonlySet<string>;
  readonly registered: ReadonlySet<string>;
}

/** Runs one part of a play (a role, or a task list) on one host: its tasks, what it no longer declares, its handlers. */
export class PartRunner {
  readonly #options: PartRunnerOptions;
  readonly #tasks: TaskRunner;
  readonly #items: TaskListRunner;
  #declarations: OwnedResources;
  readonly #settledRecords: string[] = [];
  readonly #needless = new Set<PlacedHandler>();
  #before: Manifest = new Map();

  constructor(options: PartRunnerOptions) {
    this.#options = options;
    const { run, host, part, play } = options;
    this.#declarations = new OwnedResources(options.registered);
    this.#tasks = new TaskRunner({
      run,
      host,
      label: { host: host.name, play: play.name, node: new NodeId(part.id, host.name) },
      findHandlers: (topic, task) => options.handlers.find(topic, task, play.name),
      onDeclared: (declared) => this.#declarations.declare(declared),
      prologue: () => this.#prologue(),
      onNeedless: (needless) => needless.forEach((placed) => this.#needless.add(placed)),
    });
    this.#items = new TaskListRunner({
      run,
      host,
      tasks: this.#tasks,
      addHandlers: (handlers, place) => options.handlers.add(handlers, place.role?.name ?? play.name, place),
      onPassedOver: (include, why) => this.#declarations.passOver(include, why),
      flushHandlers: () =>
        this.#runHandlers((placed) => !options.toCome.has(placed.owner) || placed.owner === this.#owner),
    });
  }

  /** What the node is going to ask first: fetched for all nodes of a host together. */
  async prefetch(): Promise<Query[]> {
    const { part, place } = this.#options;
    const tasks = await this.#tasks.prefetch(plainTasks(part.items, place));
    return [...(this.#manifestPath === undefined ? [] : [fileText(this.#manifestPath)]), ...tasks];
  }

  /** Throws `TaskFailed`, `Interrupted` or `TransportError`. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      // the next run would take them for due
      if (error instanceof TaskFailed || error instanceof Interrupted) await this.#applyAtEnd(this.#removeRecords());
      throw error;
    }
  }

  async #run(): Promise<void> {
    const { part, place } = this.#options;
    await this.#recallOwned();
    await this.#items.runItems(part.items, place);
    await this.#tasks.flush();
    if (!this.#isClosedLater) await this.#removeUndeclared();
    await this.#runHandlers((placed) => !this.#options.toCome.has(placed.owner) || placed.owner === this.#owner);
    await this.#writeManifest();
  }

  async #recallOwned(): Promise<void> {
    const { part, host } = this.#options;
    if (this.#manifestPath === undefined) return;
    const closes = part.entry?.closesEntry;
    const unclosed = closes && host.deferredRemoval.get(fileNameOf(closes));
    if (unclosed) {
      this.#before = unclosed.before;
      this.#declarations = unclosed.declarations;
      return;
    }
    const query = fileText(this.#manifestPath);
    await host.observe([query]);
    this.#before = parseManifest(host.answers.get(query) as Buffer | null);
  }

  get #isClosedLater(): boolean {
    return this.#options.part.entry?.role.closing !== undefined;
  }

  get #owner(): string {
    return this.#options.part.entry?.role.name ?? this.#options.play.name;
  }

  /** Only role entries own things, and only a whole run can tell what is no longer declared. */
  get #manifestPath(): string | undefined {
    const { part, host, run } = this.#options;
    if (
      !part.entry ||
      part.entry.isOpening === true ||
      run.mode === 'verify' ||
      run.tags.only.length > 0 ||
      run.tags.skip.length > 0 ||
      run.startAtTask !== undefined
    )
      return undefined;
    const { id, closesEntry: closes = id } = part.entry;
    // what did not get to its end has not declared all
    if (closes !== id && !host.deferredRemoval.has(fileNameOf(closes))) return undefined;
    return `${host.stateDirectory}/manifests/${closes.toString().replace(/[^A-Za-z0-9._-]/g, '_')}.json`;
  }

  /** The manifest is widened before what it lists is made, so that a crash leaves nothing unlisted. */
  #prologue(): string[] {
    const settled = this.#removeRecords();
    const merged = this.#declarations.merged(this.#before);
    if (this.#manifestPath === undefined || renderManifest(merged) === renderManifest(this.#before)) return settled;
    this.#before = merged;
    return [...settled, renderManifestWrite(this.#manifestPath, merged)];
  }

  /** Shell that removes the records of handlers that have run, or were not needed. */
  #removeRecords(): string[] {
    const { host } = this.#options;
    const needless = [...this.#needless].filter((placed) => !host.handlers.isDue(placed));
    this.#needless.clear();
    const records = [...this.#settledRecords.splice(0), ...needless.map((placed) => this.#recordOf(placed))];
    return records.length > 0 ? [`rm -f -- ${records.map(quote).join(' ')}`] : [];
  }

  #recordOf(placed: PlacedHandler): string {
    return `${this.#options.host.stateDirectory}/handlers/${handlerRecord(placed)}`;
  }

  async #removeUndeclared(): Promise<void> {
    if (this.#manifestPath === undefined) return;
    const { place, part } = this.#options;
    const { role } = place;
    for (const [key, resource] of this.#declarations.gone(this.#before)) {
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
      await this.#tasks.runTasks([placed.handler], placed.place, { asHandler: placed });
      await this.#tasks.flush();
      if (host.handlers.isDue(placed)) this.#settledRecords.push(this.#recordOf(placed));
      host.handlers.markRun(placed);
    }
  }

  async #writeManifest(): Promise<void> {
    const commands = this.#removeRecords();
    if (this.#manifestPath !== undefined) {
      const declarations = this.#declarations;
      const owned = this.#isClosedLater ? declarations.merged(this.#before) : declarations.final(this.#before);
      if (renderManifest(owned) !== renderManifest(this.#before))
        commands.push(renderManifestWrite(this.#manifestPath, owned));
      if (this.#isClosedLater) this.#leaveToClosing({ before: owned, declarations });
    }
    await this.#applyAtEnd(commands);
  }

  #leaveToClosing(ownership: Ownership): void {
    const { part, host } = this.#options;
    if (part.entry) host.deferredRemoval.set(fileNameOf(part.entry.id), ownership);
  }

  async #applyAtEnd(commands: readonly string[]): Promise<void> {
    const { host, run } = this.#options;
    if (run.mode !== 'apply' || commands.length === 0) return;
    const script = renderBatch({
      tasks: [],
      prologue: commands,
      observation: '',
      pendingDirectory: '',
      boundary: newBoundary(),
      uploaded: (path) => path,
    });
    await host.session.apply({
      id: this.#tasks.nextBatch(),
      script,
    });
  }
}
