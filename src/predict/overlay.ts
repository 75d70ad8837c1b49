import type { Prediction, Writes } from '../module-api/module.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { isUnknown, Unknown } from '../values/unknown.ts';
import type { Query } from '../query/query.ts';
import { queryId, queryReads, Refused } from '../query/query.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import { WriteLog } from './write-log.ts';

/** The known state of a host: the observed state plus the planned changes of earlier tasks. */
export interface Known {
  /** The query's answer, or `Unknown`. */
  readonly answer: unknown;
  /** An earlier change may alter this answer in an unpredicted way. */
  readonly tainted: 'no' | 'if-absent' | 'yes';
}

interface Predicted {
  readonly query: Query;
  readonly answer: unknown;
  readonly turn: number;
  /** The turn since which no change with unlisted effects could alter the answer; an earlier turn if the answer is predicted to stay the same. */
  readonly certainSince: number;
  /** The prediction is based on answers that a change with unlisted effects may alter. */
  readonly isShaky: boolean;
}

/**
 * The observed state plus predictions. Each recorded change takes a turn; a prediction is valid until a
 * later turn writes a key that its query reads.
 */
export class Overlay {
  readonly #observed: (query: Query) => unknown;
  readonly #predicted = new Map<string, Predicted>();
  readonly #log = new WriteLog();
  #opaqueTurn = { creates: 0, anything: 0 };

  /** `observed` returns the observed answer of a query, or undefined if the query has not run. */
  constructor(observed: (query: Query) => unknown) {
    this.#observed = observed;
  }

  /** Whether any change has been recorded. */
  get isEmpty(): boolean {
    return this.#log.turn === 0;
  }

  /** Whether a change with unlisted effects has been recorded. */
  get hasUnlistedEffects(): boolean {
    return this.#opaqueTurn.creates > 0 || this.#opaqueTurn.anything > 0;
  }

  know(query: Query): Known {
    const predicted = this.#predicted.get(sharedId(query));
    const since = predicted?.turn ?? 0;
    const base = predicted ? predicted.answer : this.#observed(query);
    if (base === undefined) throw new Error(`not observed: ${query.kind.name} ${query.kind.key(query.args)}`);
    const tainted = predicted?.isShaky ? 'yes' : this.#taintSince(predicted?.certainSince ?? 0);
    return { answer: this.#alter(query, base, since), tainted };
  }

  /** The answer of a query that an earlier task has predicted; undefined if there is none. */
  predicted(query: Query): unknown {
    return this.#predicted.get(sharedId(query))?.answer;
  }

  /** The observed answer, regardless of plans; undefined if the query has not run. */
  observed(query: Query): unknown {
    return this.#observed(query);
  }

  /** Records a planned change. `by` is the display name of the task; `isShaky`: the change was planned from uncertain answers. */
  record(predictions: readonly Prediction[], writes: Writes, by: string, isShaky = false): void {
    // an unchanged answer keeps the turn that it had before this change
    const turn = this.#log.turn + 1;
    const predicted = predictions.flatMap((prediction) => this.#predictedAt(turn, prediction, isShaky));
    this.#log.add([...new Set([...writes.keys, ...predictions.flatMap(keysOf)])], by);
    for (const prediction of predicted) this.#predicted.set(sharedId(prediction.query), prediction);
    if (writes.unlistedEffects) this.#opaqueTurn = { ...this.#opaqueTurn, [writes.unlistedEffects]: turn };
  }

  #predictedAt(turn: number, { query, answer }: Prediction, isShaky: boolean): Predicted[] {
    if (answer !== UNCHANGED) return [{ query, answer, turn, certainSince: turn, isShaky }];
    const before = this.#peek(query);
    const earlier = this.#predicted.get(sharedId(query));
    const kept = { certainSince: earlier?.certainSince ?? 0, isShaky: earlier?.isShaky ?? false };
    return before === undefined ? [] : [{ query, answer: before, turn, ...kept }];
  }

  #alter(query: Query, base: unknown, since: number): unknown {
    if (isUnknown(base) || this.isEmpty) return base;
    const { kind, args } = query;
    const reads = queryReads(query);
    const all =
      reads === 'anything'
        ? reads
        : [...reads, ...(base instanceof Refused ? [] : (kind.mentions?.(base, args) ?? []))];
    const writers = this.#log.since(since, all);
    const last = writers.at(-1);
    if (!last) return base;
    const writes = writers.map(({ keys }) => keys);
    const derived: unknown = kind.derive?.(args, base, (other) => this.#peek(other), writes);
    return derived === undefined ? new Unknown(`depends on ${last.by}`) : derived;
  }

  #peek<A>(query: Query<A>): A | Unknown | undefined {
    const predicted = this.#predicted.get(sharedId(query));
    const base = predicted ? predicted.answer : this.#observed(query);
    // a prediction has the type of its query's answer
    return base === undefined ? undefined : (this.#alter(query, base, predicted?.turn ?? 0) as A | Unknown);
  }

  #taintSince(since: number): Known['tainted'] {
    if (this.#opaqueTurn.anything > since) return 'yes';
    return this.#opaqueTurn.creates > since ? 'if-absent' : 'no';
  }
}

/** The identity of a query regardless of its user, since every user sees the effect of a change. */
export const sharedId = (query: Query): string => queryId({ kind: query.kind, args: query.args });

/** A path whose state is predicted is written: the parents that a module creates on its way are among its predictions alone. */
function keysOf({ query, answer }: Prediction): readonly ResourceKey[] {
  const reads = queryReads(query);
  return query.kind.name === 'stat' && answer !== UNCHANGED && reads !== 'anything' ? reads : [];
}
