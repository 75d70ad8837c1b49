import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Compiled, Templated } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { evaluateCondition } from '../expression/evaluate-condition.ts';
import { renderTemplated } from '../expression/render-templated.ts';
import type { Include, LoopControl, Task } from '../playbook/types.ts';
import { isUnknown } from '../values/unknown.ts';
import { dataLayer } from '../variables/scope.ts';
import type { ScopeLayer } from '../variables/scope.ts';
import { withLoop } from './evaluation-layers.ts';
import { bodyOf } from './expressions-of.ts';
import { Rehearsal } from './rehearsal.ts';

/** An expression that fails with the values that are known before the run. */
export interface FailingExpression {
  readonly problem: Diagnostic;
  /** Whether the task is certain to run, and nothing that a task may change was read. */
  readonly isSure: boolean;
}

/** Whether a host runs a task, as far as is known before the run. */
export type Reach = 'yes' | 'maybe' | 'no';

export interface Evaluation {
  /** As `evaluationLayers` returns them. */
  readonly layers: readonly ScopeLayer[];
  readonly reach: Reach;
  readonly tell: (failing: FailingExpression) => void;
}

/** More items of a loop are not evaluated. */
const MOST_ITEMS = 100;

/**
 * Evaluates a task's loop, conditions and parameters on one host as far as they are known before the run. An expression that reads
 * anything unknown is left alone. Returns whether the host runs the task.
 */
export function evaluateTask(item: Task | Include, { layers, reach, tell }: Evaluation): Reach {
  const { when, ignoreErrors } = item.kind === 'task' ? item : item.keywords;
  const isFatal = reach === 'yes' && ignoreErrors === false;
  const turns = turnsOf(item, layers);
  if (!('scopes' in turns)) {
    tell({ problem: turns, isSure: isFatal && when.length === 0 });
    return 'no';
  }
  const expressions = [...bodyOf(item)];
  const isSure = isFatal && turns.areKnown;
  const reached = turns.scopes.map((scope) => {
    const holds = evaluateWhen(when, scope, (failing) => tell({ ...failing, isSure: failing.isSure && isSure }));
    if (holds === 'no') return holds;
    for (const expression of expressions) {
      const problem = problemOf(expression, scope);
      if (problem) tell({ problem, isSure: isSure && holds === 'yes' && !scope.hasLooked });
    }
    return holds;
  });
  if (reached.every((holds) => holds === 'no')) return 'no';
  return reach === 'yes' && turns.areKnown && reached.includes('yes') ? 'yes' : 'maybe';
}

/** Whether all conditions hold. */
function evaluateWhen(conditions: readonly Compiled[], scope: Rehearsal, tell: Evaluation['tell']): Reach {
  let isKnown = true;
  for (const condition of conditions) {
    try {
      const holds = evaluateCondition(condition, scope);
      if (holds === false) return 'no';
      if (isUnknown(holds)) isKnown = false;
    } catch (error) {
      tell({ problem: diagnosticOf(error), isSure: isKnown && !scope.hasLooked });
      return 'no';
    }
  }
  return isKnown ? 'yes' : 'maybe';
}

interface Turns {
  /** The variables for each item. */
  readonly scopes: readonly Rehearsal[];
  /** Otherwise there is one scope, in which the item is unknown, and the loop may have no items. */
  readonly areKnown: boolean;
}

function turnsOf({ loop, loopControl }: Task | Include, layers: readonly ScopeLayer[]): Turns | Diagnostic {
  const outside = new Rehearsal(layers);
  const items = loop && itemsOf(loop, outside);
  if (!items) return { scopes: [outside], areKnown: loop === undefined };
  if (!Array.isArray(items)) return items;
  const scopes = items
    .slice(0, MOST_ITEMS)
    .map((item, index) => new Rehearsal(withLoop(layers, dataLayer(itemNames(loopControl, item, index)))));
  return { scopes, areKnown: true };
}

function itemsOf(loop: Templated, scope: Rehearsal): unknown[] | Diagnostic | undefined {
  try {
    const items = renderTemplated(loop, scope);
    return Array.isArray(items) && !scope.hasLooked ? items : undefined;
  } catch (error) {
    return diagnosticOf(error);
  }
}

const itemNames = ({ loopVar, indexVar }: LoopControl, item: unknown, index: number): Record<string, unknown> => ({
  [loopVar]: item,
  ansible_loop_var: loopVar,
  ...(indexVar !== undefined && { [indexVar]: index, ansible_index_var: indexVar }),
});

function problemOf(expression: Compiled, scope: Rehearsal): Diagnostic | undefined {
  try {
    expression.evaluate(scope);
    return undefined;
  } catch (error) {
    return diagnosticOf(error);
  }
}

function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof ExpressionError) return error.diagnostic;
  throw error;
}
