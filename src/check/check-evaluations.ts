import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { InventoryHost } from '../inventory/types.ts';
import type { Include, Task, TaskItem } from '../playbook/types.ts';
import { evaluateTask } from './evaluate-task.ts';
import type { Reach } from './evaluate-task.ts';
import { evaluationLayers } from './evaluation-layers.ts';
import { DefinitionOrder } from './definition-order.ts';
import { EvaluationFindings } from './evaluation-findings.ts';
import type { StaticPlace, StaticVariables } from './static-scope.ts';
import { placeWithin } from './task-lists.ts';
import type { TaskList } from './task-lists.ts';

/**
 * Evaluates what tasks read, as far as it is known before the run, and reports what fails: a missing key, a file that does not exist. It
 * is an error only if it is certain on a host.
 */
export function checkEvaluations(
  lists: readonly TaskList[],
  variables: StaticVariables,
  diagnostics: DiagnosticList,
): void {
  const order = new DefinitionOrder(lists, variables.dynamic);
  const findings = new EvaluationFindings(order);
  const check = new EvaluationCheck(variables, order, findings);
  for (const list of lists) {
    const reach: Reach = list.kind === 'handlers' ? 'maybe' : 'yes';
    order.enter(list);
    check.visit(list.items, new Map(sampleOf(list.hosts).map((host) => [host, reach])), list.place);
    order.leave(list);
  }
  findings.report(diagnostics, variables);
}

/** Of more hosts, one for each set of groups is taken, and the first ones. */
const MOST_HOSTS = 200;

function sampleOf(hosts: readonly InventoryHost[]): readonly InventoryHost[] {
  if (hosts.length <= MOST_HOSTS) return hosts;
  const groupsOf = ({ groups }: InventoryHost): string => groups.map(({ name }) => name).join('\0');
  const firsts = new Map(hosts.toReversed().map((host) => [groupsOf(host), host]));
  return [...new Set([...firsts.values(), ...hosts])].slice(0, MOST_HOSTS);
}

/** The hosts that may run a list, and whether they are certain to. */
type Reached = ReadonlyMap<InventoryHost, Reach>;

class EvaluationCheck {
  readonly #variables: StaticVariables;
  readonly #order: DefinitionOrder;
  readonly #findings: EvaluationFindings;

  constructor(variables: StaticVariables, order: DefinitionOrder, findings: EvaluationFindings) {
    this.#findings = findings;
    this.#variables = variables;
    this.#order = order;
  }

  visit(items: readonly TaskItem[], reached: Reached, place: StaticPlace): void {
    for (const item of items) {
      if (item.kind === 'block') {
        this.visit(item.block, item.rescue.length > 0 ? uncertain(reached) : reached, place);
        this.visit(item.rescue, uncertain(reached), place);
        this.visit(item.always, reached, place);
      } else if (item.kind === 'include') this.#visitInclude(item, reached, place);
      else if (item.include) this.#visitInclude(item.include, reached, place);
      else {
        // its until and failed_when read what it registers
        this.#order.pass(item);
        this.#evaluate(item, reached, placeWithin(place, item));
      }
    }
  }

  #visitInclude(include: Include, reached: Reached, place: StaticPlace): void {
    const within = placeWithin(place, include);
    const inner = this.#evaluate(include, reached, within);
    this.#order.pass(include);
    // it is unknown which candidate of several a host uses
    const candidates = include.target.kind === 'literal' ? include.candidates : [];
    for (const { items } of candidates) this.visit(items, inner, within);
    this.#order.passCandidates(include);
    for (const { handlers } of candidates) this.visit(handlers, uncertain(inner), within);
  }

  #evaluate(item: Task | Include, reached: Reached, place: StaticPlace): Reached {
    const found = [...reached].map(([host, reach]): readonly [InventoryHost, Reach] => {
      const layers = evaluationLayers({ ...this.#variables, dynamic: this.#order.names }, host, place);
      return [
        host,
        evaluateTask(item, { layers, reach, tell: (failing) => this.#findings.add(failing, item.range, host) }),
      ];
    });
    return new Map(found.filter(([, reach]) => reach !== 'no'));
  }
}

const uncertain = (reached: Reached): Reached => new Map([...reached.keys()].map((host) => [host, 'maybe']));
