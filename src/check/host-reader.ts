import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { Compiled } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { evaluateCondition } from '../expression/evaluate-condition.ts';
import { expressionsIn } from './expressions-of.ts';
import type { ScopeLayer } from '../variables/scope.ts';
import { LayeredScope } from '../variables/scope.ts';

/** A name that is read and that no variable has. */
export interface MissingName {
  readonly name: string;
  readonly range: SourceRange;
  readonly suggestion: string | undefined;
}

/** What a task reads: the names that its conditions make sure of, and the variables whose values were looked into. */
interface Reading {
  readonly ensured: Set<string>;
  readonly followed: Set<string>;
}

/** Follows what expressions read on one host, through the variables whose values are expressions themselves. */
export class HostReader {
  readonly #layers: readonly ScopeLayer[];
  readonly #scope: LayeredScope;
  readonly #onMissing: (missing: MissingName) => void;
  readonly #followed = new Set<string>();

  constructor(layers: readonly ScopeLayer[], onMissing: (missing: MissingName) => void) {
    this.#layers = layers;
    this.#scope = new LayeredScope(layers);
    this.#onMissing = onMissing;
  }

  /** Checks the conditions, then the expressions where all conditions may be true; tells whether they may. */
  readWhere(conditions: readonly Compiled[], expressions: readonly Compiled[]): boolean {
    // what a condition makes sure of holds for its own task alone, so that nothing is remembered of that
    const ensures = conditions.some((condition) => condition.ensures.length > 0);
    const reading: Reading = { ensured: new Set(), followed: ensures ? new Set() : this.#followed };
    for (const condition of conditions) {
      this.#read(condition, reading);
      for (const name of condition.ensures) reading.ensured.add(name);
      if (!this.#mayHold(condition)) return false;
    }
    for (const expression of expressions) this.#read(expression, reading);
    return true;
  }

  #mayHold(condition: Compiled): boolean {
    try {
      return evaluateCondition(condition, this.#scope) !== false;
    } catch (error) {
      if (error instanceof ExpressionError) return true;
      throw error;
    }
  }

  #read(expression: Compiled, reading: Reading): void {
    for (const { name, range, guarded } of expression.identifiers) {
      if (guarded || reading.ensured.has(name)) continue;
      const layer = this.#layers.find(({ values }) => values.has(name));
      if (!layer) this.#onMissing({ name, range, suggestion: didYouMean(name, this.#scope.names()) });
      else if (layer.kind === 'templated') this.#follow(name, layer, reading);
    }
  }

  #follow(name: string, layer: Extract<ScopeLayer, { kind: 'templated' }>, reading: Reading): void {
    if (reading.followed.has(name)) return;
    reading.followed.add(name);
    for (const expression of expressionsIn(layer.values.get(name))) this.#read(expression, reading);
  }
}
