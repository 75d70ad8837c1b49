import type { Compiled } from '../../expression/compiled.ts';
import type { Include, Task, TaskItem } from '../../playbook/types.ts';
import { expressionsIn } from '../../expression/expressions-in.ts';
import type { Manifest, OwnedResource } from './manifest.ts';
import type { Owned } from '../../module-api/module.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import type { Rendering } from '../render/render-task.ts';
import { readsAny } from './run-dependent-names.ts';
import { SparedTasks, titleOf } from './spared-tasks.ts';

/** A task, rendered for one host and loop item. */
export interface Declared {
  readonly task: Task;
  readonly rendering: Rendering;
  readonly notify: readonly string[];
  /** The same without its conditions. */
  readonly unconditional: () => Promise<Rendering>;
}

/** The resources that a role entry owns on a host, from its manifest and from the tasks of this run. */
export interface Ownership {
  readonly before: Manifest;
  /** The content of the manifest on the host. */
  readonly written: Manifest;
  readonly declarations: OwnedResources;
}

/**
 * Collects the resources that a role entry declares while its tasks are rendered. A task that is skipped for a reason of this run (a
 * registered result, an unknown value) may still own resources of earlier runs: these are kept.
 */
export class OwnedResources {
  readonly #owned = new Map<string, OwnedResource>();
  /** The files that tasks write, also those that they do not own, such as edited ones. */
  readonly #written = new Set<ResourceKey>();
  readonly #sparedKeys = new Set<string>();
  /** Tasks whose resources are unknown. */
  readonly #spared = new SparedTasks();
  #sparesAll = false;
  readonly #runDependent: ReadonlySet<string>;

  /** See `runDependentNames`. */
  constructor(runDependent: ReadonlySet<string>) {
    this.#runDependent = runDependent;
  }

  async declare({ task, rendering, notify, unconditional }: Declared): Promise<void> {
    this.#spared.meet(task);
    switch (rendering.kind) {
      case 'ready':
        for (const key of filesWrittenBy(rendering.ready)) this.#written.add(key);
        for (const { key, remove } of ownedBy(rendering.ready))
          this.#owned.set(key, {
            by: task.module.name,
            task: titleOf(task),
            module: remove.module,
            params: remove.params,
            notify,
          });
        return;
      case 'skipped':
        if (this.#reads(task.when)) this.#spare(task, await unconditional());
        return;
      case 'unknown':
        this.#spare(task, await unconditional());
        return;
      case 'failed':
        this.#spared.add(task);
        return;
      case 'control':
        return;
    }
  }

  /** A result's items in another run may differ from those of this run. */
  loop(task: Task): void {
    this.#spared.meet(task);
    if (this.#reads(expressionsIn(task.loop))) this.#spared.add(task);
  }

  /** `unknown`: it is unknown whether, or with which variables, the include runs. */
  passOver(include: Include, why: 'skipped' | 'unknown'): void {
    if (why === 'skipped' && !this.#reads(include.keywords.when)) return;
    if (include.candidates.length === 0) this.#sparesAll = true;
    for (const { items } of include.candidates) this.#spareItems(items);
  }

  /** Tasks that were not reached would have declared unknown resources. */
  keepAll(): void {
    this.#sparesAll = true;
  }

  get owned(): Manifest {
    return this.#owned;
  }

  /** The files that tasks of the entry write: none of them may be removed as no longer declared. */
  get written(): ReadonlySet<ResourceKey> {
    return this.#written;
  }

  /** Resources that were declared before and no longer are. */
  gone(before: Manifest): [string, OwnedResource][] {
    return [...before].filter(([key, resource]) => !this.#owned.has(key) && !this.#isSpared(key, resource));
  }

  /** The manifest to write now: until the end of a role's run, earlier resources stay owned. */
  merged(before: Manifest): Manifest {
    return new Map([...before, ...this.#owned]);
  }

  /** The manifest to write at the end. */
  final(before: Manifest): Manifest {
    return new Map([...[...before].filter(([key, resource]) => this.#isSpared(key, resource)), ...this.#owned]);
  }

  #isSpared(key: string, resource: OwnedResource): boolean {
    return this.#sparesAll || this.#sparedKeys.has(key) || this.#spared.hasMade(resource);
  }

  #spare(task: Task, rendering: Rendering): void {
    // its parameters may have differed in another run
    if (rendering.kind === 'ready' && !this.#reads(expressionsIn(task.args)))
      for (const { key } of ownedBy(rendering.ready)) this.#sparedKeys.add(key);
    else this.#spared.add(task);
  }

  #spareItems(items: readonly TaskItem[]): void {
    for (const item of items) {
      if (item.kind === 'task') this.#spared.add(item);
      else if (item.kind === 'include') this.passOver(item, 'unknown');
      else [item.block, item.rescue, item.always].forEach((list) => this.#spareItems(list));
    }
  }

  /** Whether expressions depend on results of this run rather than on declarations only. */
  #reads(expressions: Iterable<Compiled>): boolean {
    return readsAny(expressions, this.#runDependent);
  }
}

const ownedBy = ({ bound, context }: RenderedTask): readonly Owned[] =>
  bound.kind === 'state' ? bound.owns(context) : [];

const filesWrittenBy = ({ bound, context }: RenderedTask): readonly ResourceKey[] =>
  bound.kind === 'read' ? [] : bound.writes(context).keys.filter((key) => key.startsWith('file:/'));
