import { createHash, randomUUID } from 'node:crypto';
import { isUnknown } from '../values/unknown.ts';
import type { Compiled, ControllerAccess, Scope, SourceText, Templated } from './compiled.ts';
import { ExpressionError } from './compiled.ts';
import { containsUnknown, findUnknown } from './contains-unknown.ts';
import { expressionsIn } from './expressions-in.ts';
import { runLookup } from './jinja/run-lookup.ts';
import { renderTemplated } from './render-templated.ts';

export interface LookupLoop {
  /** The lookup's short name: `items` for `with_items`. */
  readonly name: string;
  /** The value of `with_items:`. */
  readonly terms: Templated;
  /** Source of the whole value, for errors. */
  readonly source: SourceText;
  readonly host: ControllerAccess;
}

/** Compiles a loop of the form `with_NAME: TERMS` to an expression that returns its items. */
export function compileLoop(loop: LookupLoop): Compiled {
  return {
    source: loop.source,
    identifiers: [...expressionsIn(loop.terms)].flatMap(({ identifiers }) => identifiers),
    ensures: [],
    evaluate: (scope) => itemsOf(loop, scope),
  };
}

function itemsOf(loop: LookupLoop, scope: Scope): unknown {
  const terms = loop.name === 'first_found' ? foundTerms(loop.terms, scope) : renderTemplated(loop.terms, scope);
  if (containsUnknown(terms)) return findUnknown(terms);
  const list = termList(loop.name, terms);
  return loop.name === 'random_choice' ? choose(list, loop, scope) : runLookup(loop.name, list, scope, loop);
}

/** For `dict`, a mapping is one term; for other lookups it is the list of its keys, as in Ansible. */
function termList(name: string, terms: unknown): readonly unknown[] {
  if (Array.isArray(terms)) return terms as unknown[];
  if (typeof terms === 'object' && terms !== null && name !== 'dict') return Object.keys(terms);
  return [terms];
}

/** Skips candidates for files whose names are unknown. */
function foundTerms(terms: Templated, scope: Scope): unknown {
  if (terms.kind !== 'sequence') return rendered(terms, scope)[0] ?? [];
  return terms.items.flatMap((term) => rendered(term, scope));
}

function rendered(term: Templated, scope: Scope): unknown[] {
  try {
    return [renderTemplated(term, scope)];
  } catch (error) {
    if (error instanceof ExpressionError && UNDEFINED.has(error.diagnostic.code)) return [];
    throw error;
  }
}

const UNDEFINED: ReadonlySet<string> = new Set(['undefined-variable', 'undefined-key']);

/** Chooses differently in each run and for each host; the choice is stable within a run, so that apply does what was planned. */
function choose(terms: readonly unknown[], { source }: LookupLoop, scope: Scope): unknown {
  const host: unknown = scope.has('inventory_hostname') ? scope.get('inventory_hostname') : '';
  if (isUnknown(host)) return host;
  const { path } = source.range.source;
  const seed = [RUN, host, path, source.range.start].join('\0');
  const number = createHash('sha256').update(seed).digest().readUInt32BE();
  return terms.length === 0 ? [] : [terms[number % terms.length]];
}

const RUN = randomUUID();
