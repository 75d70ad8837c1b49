import type { Task } from '../../playbook/types.ts';
import type { OwnedResource } from './manifest.ts';

/**
 * Tasks of a run whose resources, and so their part of the manifest, are unknown. Tasks are recognized by their module and name. A
 * resource of a task that this run does not have (because it was renamed or removed) may belong to any of these tasks
 * with the same module.
 */
export class SparedTasks {
  readonly #met = new Set<string>();
  readonly #tasks = new Set<string>();
  readonly #modules = new Set<string>();

  /** A task of this run. */
  meet(task: Task): void {
    this.#met.add(keyOf(task.module.name, titleOf(task)));
  }

  add(task: Task): void {
    this.meet(task);
    this.#tasks.add(keyOf(task.module.name, titleOf(task)));
    this.#modules.add(task.module.name);
  }

  /** Whether such a task may have created the resource in another run. */
  hasMade({ by, task }: OwnedResource): boolean {
    if (by === undefined) return this.#modules.size > 0;
    const key = keyOf(by, task ?? '');
    return this.#met.has(key) ? this.#tasks.has(key) : this.#modules.has(by);
  }
}

/** The unrendered name of a task; '' if it has none. */
export function titleOf({ name }: Task): string {
  if (name === undefined) return '';
  return name.kind === 'template' ? name.template.source.text : String(name.kind === 'literal' ? name.value : '');
}

const keyOf = (module: string, title: string): string => JSON.stringify([module, title]);
