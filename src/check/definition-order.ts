import type { SourceRange } from '../diagnostic/source-range.ts';
import { handlersOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Include, Task, TaskItem } from '../playbook/types.ts';
import type { TaskList } from './task-lists.ts';

/**
 * The variables that tasks before the current one may have set. A name counts as set if the order is not certain: among the roles of a
 * play, in handlers, and in tasks that verify.
 */
export class DefinitionOrder {
  readonly #lists: readonly TaskList[];
  readonly #dynamic: ReadonlySet<string>;
  /** By lists before the current one, and by tasks that may run at any time. Grows with each list that is left. */
  readonly #before: Set<string>;
  #current = new Set<string>();

  constructor(lists: readonly TaskList[], dynamic: ReadonlySet<string>) {
    this.#lists = lists;
    this.#dynamic = dynamic;
    const plays = new Set(lists.map(({ place }) => place.play));
    const anytime = [
      ...[...plays].flatMap(handlersOf),
      ...lists.filter(({ kind }) => kind === 'verify').flatMap(({ items }) => items),
    ];
    this.#before = new Set(definitionsIn(anytime).map(([name]) => name));
  }

  /** The names that may be set. The set changes as the tasks are passed. */
  get names(): ReadonlySet<string> {
    return this.#current;
  }

  /** Where a name is first set; undefined if it may be set, or is never set. */
  laterDefinition(name: string): SourceRange | undefined {
    if (this.#current.has(name)) return undefined;
    for (const { kind, items } of this.#lists) {
      const found = kind === 'tasks' && definitionsIn(items).find(([defined]) => defined === name);
      if (found) return found[1];
    }
    return undefined;
  }

  enter(list: TaskList): void {
    if (list.kind !== 'tasks') {
      this.#current = new Set(this.#dynamic);
      return;
    }
    const { play, entry } = list.place;
    // roles may name others that run first
    const others = this.#lists.filter(
      (other) => entry && other.place.entry && other !== list && other.place.play === play,
    );
    const theirs = others.flatMap(({ items }) => definitionsIn(items).map(([name]) => name));
    this.#current = new Set([...this.#before, ...theirs]);
  }

  /** A task runs, or an include begins: it sets what it registers before its tasks run. */
  pass(item: Task | Include): void {
    for (const name of namesOf(item)) this.#current.add(name);
  }

  /** The tasks of an include have run, whichever of its candidates was taken. */
  passCandidates({ candidates }: Include): void {
    for (const [name] of definitionsIn(candidates.flatMap(({ items }) => items))) this.#current.add(name);
  }

  leave({ kind, items }: TaskList): void {
    if (kind === 'tasks') for (const [name] of definitionsIn(items)) this.#before.add(name);
  }
}

const definitionsIn = (items: readonly TaskItem[]): (readonly [string, SourceRange])[] =>
  [...walkItems(items)].flatMap((item) => namesOf(item).map((name) => [name, item.range] as const));

const namesOf = (item: Task | Include): readonly string[] =>
  item.kind === 'task' ? (item.mayDefine ?? []) : item.register === undefined ? [] : [item.register];
