import { findUnknown } from '../expression/contains-unknown.ts';
import type { Change, Module, ModuleContext, Prediction, Queries, Writes } from '../module-api/module.ts';
import { ModuleFailure } from '../module-api/module.ts';
import type { Step } from '../module-api/step.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { TimeLimitExceeded } from '../values/time-limit.ts';
import { isUnknown } from '../values/unknown.ts';
import type { Query } from '../query/query.ts';
import { Refused } from '../query/query.ts';
import type { Known, Overlay } from './overlay.ts';
import { sharedId } from './overlay.ts';

/** A task for one host (and loop item) whose parameters are final. */
export interface RenderedTask {
  readonly module: Exclude<Module, { kind: 'control' }>;
  readonly params: unknown;
  readonly context: ModuleContext;
}

/** What a task is going to do, seen from what is known of its host. */
export type TaskPlan =
  | { readonly status: 'ok'; readonly result: Record<string, unknown> }
  | PlannedChange
  /** It can't be known yet whether it will change anything. */
  | { readonly status: 'may-change'; readonly reason: string }
  | { readonly status: 'failed'; readonly message: string; readonly hint?: string | undefined };

export interface PlannedChange {
  readonly status: 'change';
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly predictions: readonly Prediction[];
  readonly writes: Writes;
  /** Registered fields of a state module, as predicted; an action's are known only after it has run. */
  readonly result: Record<string, unknown> | undefined;
  /**
   * It follows a change whose effects nobody can list, which may have met all of it already, or may have made more
   * to do. Never so in apply, where such a change is over before the next task is planned.
   */
  readonly isUncertain: boolean;
}

/** The module's questions, as a list in a stable order, asked as the task's user. */
export const listQueries = (ready: RenderedTask): readonly Query[] => askedBy(ready).list;

interface Asked {
  readonly queries: Queries;
  readonly list: readonly Query[];
}

/** A task is asked for them many times on its way. */
const asked = new WeakMap<RenderedTask, Asked>();

function askedBy(ready: RenderedTask): Asked {
  const known = asked.get(ready);
  if (known) return known;
  const { module, params, context } = ready;
  const queries: Queries = module.queries(params as never, context);
  const made = { queries, list: flatten(queries, context.as) };
  asked.set(ready, made);
  return made;
}

/** Compares a task with what is known. Pure; throws only on a bug. */
export function planTask(ready: RenderedTask, overlay: Overlay): TaskPlan {
  const { queries, list } = askedBy(ready);
  const known = list.map((query) => overlay.know(query));
  for (const { answer } of known) {
    if (isUnknown(answer)) return { status: 'may-change', reason: answer.reason };
    if (answer instanceof Refused)
      return { status: 'failed', message: answer.reason, hint: 'The task may need become, or another become_user.' };
  }
  try {
    return compare({ ...ready, queries, known });
  } catch (error) {
    if (!(error instanceof ModuleFailure || error instanceof TimeLimitExceeded)) throw error;
    if (known.some(({ tainted }) => tainted !== 'no')) {
      return { status: 'may-change', reason: `${error.message}, but an earlier change may alter that` };
    }
    return { status: 'failed', message: error.message, hint: error instanceof ModuleFailure ? error.hint : undefined };
  }
}

interface Observed extends RenderedTask {
  readonly queries: Queries;
  /** In the order of the queries. */
  readonly known: readonly Known[];
}

function compare(observed: Observed): TaskPlan {
  const { module, context, known } = observed;
  const p = observed.params as never;
  const s = shape(
    observed.queries,
    known.map(({ answer }) => answer),
  ) as never;
  if (module.kind === 'read') {
    if (known.some(isShaky)) return { status: 'may-change', reason: 'an earlier change may alter what it reads' };
    const result = module.result(p, s, context);
    // for a dry run the rest is enough; apply looks again
    // a part of an answer may be all that is not known yet, such as a file's times
    const unknown = context.checkMode ? undefined : findUnknown(result);
    return unknown ? { status: 'may-change', reason: unknown.reason } : { status: 'ok', result };
  }
  const changes = module.diff(p, s, context);
  if (changes.length === 0) {
    if (known.some(isShaky)) return { status: 'may-change', reason: 'an earlier change may alter what it compares' };
    const result = module.kind === 'state' ? module.result?.(p, s, context) : module.idle?.(p, s, context);
    return { status: 'ok', result: result ?? {} };
  }
  const predictions = module.predict?.(p, s, context) ?? [];
  const shaky = known.some(isShaky);
  return {
    status: 'change',
    changes: shaky ? changes.map((change) => (change.isRelative ? { ...change, may: true } : change)) : changes,
    isUncertain: shaky,
    steps: module.apply(p, s, context),
    predictions,
    writes: module.writes(p, context),
    result: predictResult(observed, predictions),
  };
}

/** The registered fields after apply, from the predicted answers; undefined where those are not known. */
function predictResult(
  { module, params, context, queries, known }: Observed,
  predictions: readonly Prediction[],
): Record<string, unknown> | undefined {
  if (module.kind !== 'state') return undefined;
  if (!module.result) return {};
  const predicted = new Map(predictions.map(({ query, answer }) => [sharedId(query), answer]));
  const after = flatten(queries, undefined).map((query, i) => {
    const id = sharedId(query);
    const answer = predicted.get(id);
    return predicted.has(id) && answer !== UNCHANGED ? answer : known[i]?.answer;
  });
  return after.some(isUnknown) ? undefined : module.result(params as never, shape(queries, after) as never, context);
}

/** No difference now, but an earlier change nobody can list may make one. */
const isShaky = ({ answer, tainted }: Known): boolean =>
  tainted === 'yes' || (tainted === 'if-absent' && isAbsence(answer));

const isAbsence = (answer: unknown): boolean =>
  answer === null || (typeof answer === 'object' && 'exists' in answer && answer.exists === false);

const asUser = (query: Query, as: string | undefined): Query =>
  query.as === undefined && as !== undefined ? { ...query, as } : query;

// plain loops, since every task of every host passes here several times
function flatten(queries: Queries, as: string | undefined): Query[] {
  const list: Query[] = [];
  for (const name in queries) {
    const query = queries[name] as Query | readonly Query[];
    if (Array.isArray(query)) for (const one of query as readonly Query[]) list.push(asUser(one, as));
    else list.push(asUser(query as Query, as));
  }
  return list;
}

function shape(queries: Queries, answers: readonly unknown[]): Record<string, unknown> {
  const shaped: Record<string, unknown> = {};
  let next = 0;
  for (const name in queries) {
    const query = queries[name];
    shaped[name] = Array.isArray(query) ? query.map(() => answers[next++]) : answers[next++];
  }
  return shaped;
}
