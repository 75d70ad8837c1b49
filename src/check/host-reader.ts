import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { Compiled } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { evaluateCondition } from '../expression/evaluate-condition.ts';
import { expressionsIn } from '../expression/expressions-in.ts';
import { misspeltFact } from './fact-names.ts';
import { keyAfter } from './key-after.ts';
import { FACTS } from './static-scope.ts';
import { suggestDefinition } from './suggest-definition.ts';
import type { ScopeLayer } from '../variables/scope.ts';
import type { LayeredScope } from '../variables/scope.ts';
import { Rehearsal } from './rehearsal.ts';

/** An undefined name that an expression reads. */
export interface MissingName {
  readonly name: string;
  readonly range: SourceRange;
  readonly suggestion: string | undefined;
}

/** The names that a task reads: those that its conditions guard, and the variables whose values have been followed. */
interface Reading {
  /** The chain of variables that led here. */
  readonly path: readonly string[];
  readonly ensured: Set<string>;
  readonly followed: Set<string>;
}

/** Called with each finding. */
export interface Told {
  readonly missing: (missing: MissingName) => void;
  readonly wrong: (problem: Diagnostic) => void;
}

/** Follows the names that expressions read on one host, through variables whose values are expressions too. */
export class HostReader {
  readonly #layers: readonly ScopeLayer[];
  readonly #scope: LayeredScope;
  readonly #told: Told;
  readonly #followed = new Set<string>();

  constructor(layers: readonly ScopeLayer[], told: Told) {
    this.#layers = layers;
    this.#scope = new Rehearsal(layers);
    this.#told = told;
  }

  /** Checks the conditions and, if all of them may be true, the expressions; returns whether they may be true. */
  readWhere(conditions: readonly Compiled[], expressions: readonly Compiled[]): boolean {
    // a condition guards names for its own task only, so these results are not cached
    const ensures = conditions.some((condition) => condition.ensures.length > 0);
    const reading: Reading = { path: [], ensured: new Set(), followed: ensures ? new Set() : this.#followed };
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
      if (!(error instanceof ExpressionError)) throw error;
      // the value is known before the run: a number or string is not a boolean on any host
      if (error.diagnostic.code === 'not-boolean') this.#told.wrong(error.diagnostic);
      return true;
    }
  }

  #read(expression: Compiled, reading: Reading): void {
    for (const { name, range, guarded } of expression.identifiers) {
      if (guarded || reading.ensured.has(name)) continue;
      const layer = this.#layers.find(({ values }) => values.has(name));
      if (!layer)
        this.#told.missing({
          name,
          range,
          suggestion: didYouMean(name, this.#scope.names()) ?? suggestDefinition(name, range),
        });
      else if (layer.kind === 'templated') this.#follow(name, layer, reading);
      else if (layer === FACTS) this.#checkFact(name, range);
    }
  }

  #checkFact(name: string, range: SourceRange): void {
    const read = name === 'ansible_facts' ? keyAfter(range) : { key: name.replace(/^ansible_/, ''), range };
    const fact = read && misspeltFact(read.key);
    if (read && fact !== undefined)
      this.#told.missing({
        name: name === 'ansible_facts' ? `${name}.${read.key}` : name,
        range: read.range,
        suggestion: `Did you mean ${name === 'ansible_facts' ? '' : 'ansible_'}${fact}?`,
      });
  }

  /** Reports a cycle of variables only if it is real: a condition within the cycle may break it. */
  #checkCycle(name: string): void {
    try {
      this.#scope.get(name);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      if (error.diagnostic.code === 'variable-cycle') this.#told.wrong(error.diagnostic);
    }
  }

  #follow(name: string, layer: Extract<ScopeLayer, { kind: 'templated' }>, reading: Reading): void {
    if (reading.path.includes(name)) this.#checkCycle(name);
    if (reading.followed.has(name)) return;
    reading.followed.add(name);
    const inner = { ...reading, path: [...reading.path, name] };
    for (const expression of expressionsIn(layer.values.get(name))) this.#read(expression, inner);
  }
}
