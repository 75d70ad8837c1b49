import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { Compiled } from '../expression/contract.ts';
import { ExpressionError } from '../expression/contract.ts';
import { evaluateCondition } from '../expression/evaluate-condition.ts';
import type { InventoryHost } from '../load/inventory/model.ts';
import type { Include, Playbook, Task, TaskItem } from '../load/model.ts';
import { entryHosts } from './entry-hosts.ts';
import { expressionsIn, expressionsOf } from './expressions-of.ts';
import { nameHosts } from './name-hosts.ts';
import type { ScopeLayer } from './scope.ts';
import { LayeredScope } from './scope.ts';
import type { StaticPlace, StaticVariables } from './static-scope.ts';
import { staticLayers } from './static-scope.ts';

/** Reports every name that an expression or template reads and that no variable has on some host that the task runs on. */
export function checkIdentifiers(playbook: Playbook, variables: StaticVariables, diagnostics: DiagnosticList): void {
  const check = new IdentifierCheck(variables);
  for (const play of playbook.plays) {
    const hostsOf = entryHosts(play, variables.inventory, diagnostics);
    const place: StaticPlace = { play, vars: [], locals: [] };
    check.visit([...play.preTasks, ...play.tasks, ...play.postTasks, ...play.handlers], hostsOf(), place);
    for (const entry of play.roles) {
      const { tasks, handlers, verify } = entry.role;
      check.visit([...tasks, ...handlers, ...verify], hostsOf(entry), { ...place, entry, role: entry.role });
    }
  }
  check.report(diagnostics);
}

interface Missing {
  readonly name: string;
  readonly range: SourceRange;
  readonly hosts: Set<string>;
  readonly suggestion: string | undefined;
}

class IdentifierCheck {
  readonly #variables: StaticVariables;
  readonly #missing = new Map<string, Missing>();

  constructor(variables: StaticVariables) {
    this.#variables = variables;
  }

  visit(items: readonly TaskItem[], hosts: readonly InventoryHost[], place: StaticPlace): void {
    for (const item of items) {
      if (item.kind === 'block') this.visit([...item.block, ...item.rescue, ...item.always], hosts, place);
      else if (item.kind === 'task') this.#reached(item, hosts, inner(item, place));
      else this.#visitInclude(item, hosts, place);
    }
  }

  report(diagnostics: DiagnosticList): void {
    for (const { name, range, hosts, suggestion } of this.#missing.values()) {
      diagnostics.error({
        code: 'undefined-variable',
        summary: `${name} is not defined for ${nameHosts([...hosts])}`,
        suggestion,
        range,
      });
    }
  }

  #visitInclude(include: Include, hosts: readonly InventoryHost[], place: StaticPlace): void {
    const within = inner(include, place);
    const reached = this.#reached(include, hosts, within);
    // which of the candidates a host gets is not known, and what one reads may be set for its own hosts alone
    if (include.target.kind !== 'literal') return;
    for (const { items, handlers } of include.candidates) this.visit([...items, ...handlers], reached, within);
  }

  /** The hosts on which it may run; what it reads is checked for these alone. */
  #reached(item: Task | Include, hosts: readonly InventoryHost[], place: StaticPlace): InventoryHost[] {
    const when = item.kind === 'task' ? item.when : item.keywords.when;
    const expressions = [...expressionsOf(item)];
    return hosts.filter((host) => {
      const reader = new HostReader(staticLayers(this.#variables, host, place), (missing) => this.#add(missing, host));
      if (!when.every((condition) => reader.mayHold(condition))) return false;
      for (const expression of expressions) reader.read(expression);
      return true;
    });
  }

  #add({ name, range, suggestion }: Omit<Missing, 'hosts'>, host: InventoryHost): void {
    const key = [range.source.path, range.start, name].join('\0');
    const known = this.#missing.get(key) ?? { name, range, suggestion, hosts: new Set() };
    known.hosts.add(host.name);
    this.#missing.set(key, known);
  }
}

function inner(item: Task | Include, place: StaticPlace): StaticPlace {
  const { loop, loopControl } = item;
  const names = [loopControl.loopVar, ...(loopControl.indexVar === undefined ? [] : [loopControl.indexVar])];
  const locals = loop ? [...place.locals, ...names] : place.locals;
  if (item.kind === 'task') return { ...place, role: item.role ?? place.role, vars: item.vars, locals };
  return { ...place, vars: item.keywords.vars, locals };
}

/** Follows what expressions read on one host, through the variables whose values are expressions themselves. */
class HostReader {
  readonly #layers: readonly ScopeLayer[];
  readonly #scope: LayeredScope;
  readonly #onMissing: (missing: Omit<Missing, 'hosts'>) => void;
  readonly #ensured = new Set<string>();
  readonly #followed = new Set<string>();

  constructor(layers: readonly ScopeLayer[], onMissing: (missing: Omit<Missing, 'hosts'>) => void) {
    this.#layers = layers;
    this.#scope = new LayeredScope(layers);
    this.#onMissing = onMissing;
  }

  /** Checks a condition, and tells whether it may be true. */
  mayHold(condition: Compiled): boolean {
    this.read(condition);
    for (const name of condition.ensures) this.#ensured.add(name);
    try {
      return evaluateCondition(condition, this.#scope) !== false;
    } catch (error) {
      if (error instanceof ExpressionError) return true;
      throw error;
    }
  }

  read(expression: Compiled): void {
    for (const { name, range, guarded } of expression.identifiers) {
      if (guarded || this.#ensured.has(name)) continue;
      const layer = this.#layers.find(({ values }) => values.has(name));
      if (!layer) this.#onMissing({ name, range, suggestion: didYouMean(name, this.#scope.names()) });
      else if (layer.kind === 'templated') this.#follow(name, layer);
    }
  }

  #follow(name: string, layer: Extract<ScopeLayer, { kind: 'templated' }>): void {
    if (this.#followed.has(name)) return;
    this.#followed.add(name);
    for (const expression of expressionsIn(layer.values.get(name))) this.read(expression);
  }
}
