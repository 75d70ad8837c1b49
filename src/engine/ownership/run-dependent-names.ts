import type { Compiled, Templated } from '../../expression/compiled.ts';
import { expressionsIn } from '../../expression/expressions-in.ts';
import type { Include, Keywords, Playbook, Role, Task, TaskItem, VariableLayer } from '../../playbook/types.ts';

/** Names that are set together, and the expressions that decide their values. */
interface Definition {
  readonly names: readonly string[];
  readonly reads: readonly Compiled[];
}

/**
 * Every name whose value may be another in the next run though nobody has changed what is declared: what tasks register, and what
 * set_fact and variables make of it, over any number of steps. Variables of inventories are not looked at.
 */
export function runDependentNames(playbook: Playbook): ReadonlySet<string> {
  const { registered, definitions } = new Collector().collect(playbook);
  const found = new Set(registered);
  for (;;) {
    const before = found.size;
    for (const { names, reads } of definitions) if (readsAny(reads, found)) for (const name of names) found.add(name);
    if (found.size === before) return found;
  }
}

/** Whether an expression reads one of these names, or facts that a module has found in this run. */
export const readsAny = (expressions: Iterable<Compiled>, names: ReadonlySet<string>): boolean =>
  [...expressions].some(
    ({ identifiers, source: { text } }) =>
      identifiers.some(({ name }) => names.has(name)) ||
      FACTS_OF_RESULTS.test(text) ||
      (identifiers.some(({ name }) => ALL_VARIABLES.includes(name)) && wordsOf(text).some((word) => names.has(word))),
  );

/** What reads variables by names that are values: `vars['fresh']`, `hostvars[host].fresh`. */
const ALL_VARIABLES: readonly string[] = ['vars', 'hostvars'];

const wordsOf = (text: string): readonly string[] => text.match(/\w+/g) ?? [];

/** Of package_facts, service_facts and getent: what the role itself changes. */
const FACTS_OF_RESULTS = /\bansible_facts\s*(?:\.\s*|\[\s*['"])(?:packages|services|getent_\w+)\b/;

class Collector {
  readonly registered = new Set<string>();
  readonly definitions: Definition[] = [];
  /** Imported and included roles stand in many places. */
  readonly #seen = new Set<Role | TaskItem>();

  collect({ plays }: Playbook): this {
    for (const { vars, preTasks, tasks, postTasks, handlers, roles } of plays) {
      this.#layer(vars);
      [preTasks, tasks, postTasks, handlers].forEach((items) => this.#items(items));
      for (const { role } of roles) this.#role(role);
    }
    return this;
  }

  #role(role: Role): void {
    if (this.#seen.has(role)) return;
    this.#seen.add(role);
    this.#layer(role.defaults);
    this.#layer(role.vars);
    for (const items of [role.tasks, role.handlers, role.verify, role.opening ?? [], role.closing ?? []])
      this.#items(items);
  }

  #items(items: readonly TaskItem[]): void {
    for (const item of items) {
      if (this.#seen.has(item)) continue;
      this.#seen.add(item);
      if (item.role) this.#role(item.role);
      if (item.kind === 'block') [item.block, item.rescue, item.always].forEach((list) => this.#items(list));
      else if (item.kind === 'task') this.#task(item);
      else this.#include(item);
    }
  }

  #task(task: Task): void {
    this.#keywords(task);
    if (task.include) this.#items([task.include]);
    if (task.register !== undefined) this.registered.add(task.register);
    if (task.module.name !== 'set_fact') return;
    const written = [task.args, task.loop, ...(task.keyTemplates?.values() ?? [])];
    const reads = [...task.when, ...written.flatMap((value) => [...expressionsIn(value)])];
    this.definitions.push({ names: task.mayDefine ?? [], reads });
  }

  #include({ keywords, register, candidates }: Include): void {
    this.#keywords(keywords);
    if (register !== undefined) this.registered.add(register);
    for (const { items, role, layers, handlers } of candidates) {
      if (role) this.#role(role);
      this.#layer(layers.defaults);
      this.#layer(layers.vars);
      this.#items(items);
      this.#items(handlers);
    }
  }

  #keywords({ vars }: Keywords): void {
    vars.forEach((layer) => this.#layer(layer));
  }

  #layer(layer: VariableLayer | undefined): void {
    for (const [name, value] of layer?.values ?? new Map<string, Templated>())
      this.definitions.push({ names: [name], reads: [...expressionsIn(value)] });
  }
}
