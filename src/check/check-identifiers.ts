import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { InventoryHost } from '../inventory/types.ts';
import type { Include, Play, RoleEntry, Task, TaskItem } from '../playbook/types.ts';
import { expressionsOf } from './expressions-of.ts';
import { HostReader } from './host-reader.ts';
import type { MissingName, Told } from './host-reader.ts';
import { nameHosts } from './name-hosts.ts';
import type { StaticPlace, StaticVariables } from './static-scope.ts';
import { staticLayers } from './static-scope.ts';
import { placeWithin } from './task-lists.ts';
import type { TaskList } from './task-lists.ts';

/** Reports every name that an expression or template reads and that is undefined on a host of the task. */
export function checkIdentifiers(
  lists: readonly TaskList[],
  variables: StaticVariables,
  diagnostics: DiagnosticList,
): void {
  const check = new IdentifierCheck(variables);
  for (const { items, hosts, place } of lists) check.visit(items, hosts, place);
  check.report(diagnostics);
}

interface Missing extends MissingName {
  readonly task: SourceRange | undefined;
  readonly hosts: Set<string>;
}

class IdentifierCheck {
  readonly #variables: StaticVariables;
  readonly #missing = new Map<string, Missing>();
  readonly #wrong: Diagnostic[] = [];
  /** The task or include that is being checked. */
  #task: SourceRange | undefined;
  /** Where its conditions on its own result read names, if it does not register the result. */
  #ofResult: ReadonlySet<SourceRange> = new Set();
  readonly #readers = new Map<Play | RoleEntry, Map<string, Map<InventoryHost, HostReader>>>();

  constructor(variables: StaticVariables) {
    this.#variables = variables;
  }

  visit(items: readonly TaskItem[], hosts: readonly InventoryHost[], place: StaticPlace): void {
    for (const item of items) {
      if (item.kind === 'block') this.visit([...item.block, ...item.rescue, ...item.always], hosts, place);
      else if (item.kind === 'task' && item.include) this.#visitInclude(item.include, hosts, place);
      else if (item.kind === 'task') this.#reached(item, hosts, placeWithin(place, item));
      else this.#visitInclude(item, hosts, place);
    }
  }

  report(diagnostics: DiagnosticList): void {
    const { mayDefineOthers } = this.#variables;
    diagnostics.addAll(this.#wrong);
    const mistaken = diagnostics.items.filter(({ severity }) => severity === 'error');
    for (const { name, range, hosts, suggestion, task } of this.#missing.values()) {
      // a mistake in the task itself may be the cause: an invalid with_items, for example, leaves item undefined
      if (mistaken.some((mistake) => isWithin(mistake, task))) continue;
      diagnostics.add({
        code: 'undefined-variable',
        severity: mayDefineOthers ? 'warning' : 'error',
        summary: `${name} is not defined for ${nameHosts([...hosts])}`,
        detail: mayDefineOthers ? 'A file of variables whose name depends on the host may still define it.' : undefined,
        suggestion,
        range,
      });
    }
  }

  #visitInclude(include: Include, hosts: readonly InventoryHost[], place: StaticPlace): void {
    const within = placeWithin(place, include);
    const reached = this.#reached(include, hosts, within);
    // it is unknown which candidate a host uses, and a candidate's names may be set only on its own hosts
    if (include.target.kind !== 'literal') return;
    for (const { items, handlers } of include.candidates) this.visit([...items, ...handlers], reached, within);
  }

  /** The hosts that may run the task; its names are checked for these only. */
  #reached(item: Task | Include, hosts: readonly InventoryHost[], place: StaticPlace): InventoryHost[] {
    const when = item.kind === 'task' ? item.when : item.keywords.when;
    const expressions = [...expressionsOf(item)];
    const readers = this.#readersAt(place);
    this.#task = item.range;
    this.#ofResult = resultReads(item);
    return hosts.filter((host) => {
      const known = readers.get(host);
      const reader = known ?? new HostReader(staticLayers(this.#variables, host, place), this.#toldOf(host));
      if (!known) readers.set(host, reader);
      return reader.readWhere(when, expressions);
    });
  }

  /** Tasks without own variables share the scope of their place. */
  #readersAt({ play, entry, role, vars, locals }: StaticPlace): Map<InventoryHost, HostReader> {
    if (vars.length > 0) return new Map();
    const places = this.#readers.get(entry ?? play) ?? new Map<string, Map<InventoryHost, HostReader>>();
    this.#readers.set(entry ?? play, places);
    const key = [role?.path ?? '', ...locals].join('\0');
    const readers = places.get(key) ?? new Map<InventoryHost, HostReader>();
    places.set(key, readers);
    return readers;
  }

  #toldOf(host: InventoryHost): Told {
    return {
      missing: (missing) => this.#add(missing, host),
      wrong: (problem) => this.#wrong.push(problem),
    };
  }

  #add({ name, range, suggestion: usual }: MissingName, host: InventoryHost): void {
    const suggestion =
      this.#ofResult.has(range) && usual?.startsWith('Did you mean') !== true
        ? `To read the task's own result, add \`register: ${name}\` to the task.`
        : usual;
    const key = [range.source.path, range.start, name].join('\0');
    const known = this.#missing.get(key) ?? { name, range, suggestion, hosts: new Set(), task: this.#task };
    known.hosts.add(host.name);
    this.#missing.set(key, known);
  }
}

function isWithin({ code, range }: Diagnostic, task: SourceRange | undefined): boolean {
  if (!range || !task || code === 'undefined-variable') return false;
  return range.source.path === task.source.path && task.start <= range.start && range.start < task.end;
}

function resultReads(item: Task | Include): ReadonlySet<SourceRange> {
  if (item.kind === 'include' || item.register !== undefined) return new Set();
  const conditions = [...(item.until ?? []), ...(item.changedWhen ?? []), ...(item.failedWhen ?? [])];
  return new Set(conditions.flatMap(({ identifiers }) => identifiers.map(({ range }) => range)));
}
