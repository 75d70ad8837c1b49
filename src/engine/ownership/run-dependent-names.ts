import type { Compiled, Templated } from '../../expression/compiled.ts';
import { expressionsIn } from '../../expression/expressions-in.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { Include, Keywords, Playbook, Role, Task, TaskItem, VariableLayer } from '../../playbook/types.ts';

/** Names that are set together, and the expressions that determine their values. */
interface Definition {
  readonly names: readonly string[];
  readonly reads: readonly Compiled[];
}

/**
 * All names whose value may differ in the next run although no declaration has changed: registered results, and everything that
 * set_fact and variables derive from them, directly or indirectly. Includes variables of the inventory and of files.
 */
export function runDependentNames(playbook: Playbook, inventory: Inventory): ReadonlySet<string> {
  const { registered, definitions } = new Collector().collect(playbook, inventory);
  const found = new Set(registered);
  for (;;) {
    const before = found.size;
    for (const { names, reads } of definitions) if (readsAny(reads, found)) for (const name of names) found.add(name);
    if (found.size === before) return found;
  }
}

/** Whether an expression reads one of these names, or facts that a module gathered in this run. */
export const readsAny = (expressions: Iterable<Compiled>, names: ReadonlySet<string>): boolean =>
  [...expressions].some(
    ({ identifiers, source: { text } }) =>
      identifiers.some(({ name }) => names.has(name)) ||
      FACTS_OF_RESULTS.test(text) ||
      (identifiers.some(({ name }) => ALL_VARIABLES.includes(name)) && wordsOf(text).some((word) => names.has(word))),
  );

/** Finds reads of variables by computed names: `vars['fresh']`, `hostvars[host].fresh`. */
const ALL_VARIABLES: readonly string[] = ['vars', 'hostvars'];

const wordsOf = (text: string): readonly string[] => text.match(/\w+/g) ?? [];

/** Facts of package_facts, service_facts and getent, which the role itself may change. */
const FACTS_OF_RESULTS = /\bansible_facts\s*(?:\.\s*|\[\s*['"])(?:packages|services|getent_\w+)\b/;

class Collector {
  readonly registered = new Set<string>();
  readonly definitions: Definition[] = [];
  /** Imported and included roles occur in many places. */
  readonly #seen = new Set<Role | TaskItem>();

  collect({ plays }: Playbook, inventory: Inventory): this {
    for (const { vars, varsFiles, preTasks, tasks, postTasks, handlers, roles } of plays) {
      [vars, ...varsFiles.flatMap(({ candidates }) => candidates)].forEach((layer) => this.#layer(layer));
      [preTasks, tasks, postTasks, handlers].forEach((items) => this.#items(items));
      for (const { role, vars: parameters } of roles) {
        this.#layer(parameters);
        this.#role(role);
      }
    }
    this.#inventory(inventory);
    return this;
  }

  #inventory({ groups, hosts }: Inventory): void {
    const ofGroups = [...groups.values()].flatMap(({ layers: { sources, besideInventory, besidePlaybook } }) => [
      ...sources,
      ...besideInventory,
      ...besidePlaybook,
    ]);
    const ofHosts = [...hosts.values()].flatMap(({ layers }) => layers);
    for (const { variables } of [...ofGroups, ...ofHosts])
      for (const [name, { value }] of variables) this.#define(name, value);
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
    for (const layer of task.mayInclude ?? []) this.#layer(layer);
    if (!['set_fact', 'include_vars'].includes(task.module.name)) return;
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
    for (const [name, value] of layer?.values ?? new Map<string, Templated>()) this.#define(name, value);
  }

  #define(name: string, value: Templated): void {
    if (value.kind !== 'literal')
      this.definitions.push({
        names: [name],
        reads: [...expressionsIn(value)],
      });
  }
}
