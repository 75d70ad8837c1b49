import type { Prediction, Writes } from '../module-api/module.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { isUnknown, Unknown } from '../values/unknown.ts';
import type { Query } from '../query/query.ts';
import { queryId, queryReads, Refused } from '../query/query.ts';
import { WriteLog } from './write-log.ts';

/** What is known of a host: what was observed, changed by what earlier tasks are going to do. */
export interface Known {
  /** The query's answer, or `Unknown`. */
  readonly answer: unknown;
  /** An earlier change may yet alter this answer without anyone having predicted it. */
  readonly tainted: 'no' | 'if-absent' | 'yes';
}

interface Predicted {
  readonly query: Query;
  readonly answer: unknown;
  readonly turn: number;
  /** The turn since which nothing opaque has been able to alter it: an earlier one, where the prediction is that it stays. */
  readonly certainSince: number;
  /** It was concluded from answers that something opaque may alter. */
  readonly isShaky: boolean;
}

/**
 * The observed state with predictions laid over it. Every recorded change takes a turn; a prediction holds until a
 * later turn writes something that its query reads.
 */
export class Overlay {
  readonly #observed: (query: Query) => unknown;
  readonly #predicted = new Map<string, Predicted>();
  readonly #log = new WriteLog();
  #opaqueTurn = { creates: 0, anything: 0 };

  /** `observed` gives the observed answer of a query, or undefined where it was not asked. */
  constructor(observed: (query: Query) => unknown) {
    this.#observed = observed;
  }

  /** Whether any change has been recorded. */
  get isEmpty(): boolean {
    return this.#log.turn === 0;
  }

  /** Whether a change has been recorded whose effects nobody can list. */
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

  /** The planned answer of a query that an earlier task has predicted; undefined where none has. */
  predicted(query: Query): unknown {
    return this.#predicted.get(sharedId(query))?.answer;
  }

  /** The observed answer, whatever is planned; undefined where it was not asked. */
  observed(query: Query): unknown {
    return this.#observed(query);
  }

  /** Lays a change over what is known. `by` names the task, for people; `isShaky`: it was planned from answers that are tainted. */
  record(predictions: readonly Prediction[], writes: Writes, by: string, isShaky = false): void {
    // what stays as it is stays as it was before this change
    const turn = this.#log.turn + 1;
    const predicted = predictions.flatMap((prediction) => this.#predictedAt(turn, prediction, isShaky));
    this.#log.add(writes.keys, by);
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
      reads === 'anything' ? reads : [...reads, ...(base instanceof Refused ? [] : (kind.mentions?.(base) ?? []))];
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
    // what is told of a query is of its type
    return base === undefined ? undefined : (this.#alter(query, base, predicted?.turn ?? 0) as A | Unknown);
  }

  #taintSince(since: number): Known['tainted'] {
    if (this.#opaqueTurn.anything > since) return 'yes';
    return this.#opaqueTurn.creates > since ? 'if-absent' : 'no';
  }
}

/** A query's identity whoever asks: what one user's change does is seen by every user. */
export const sharedId = (query: Query): string => queryId({ kind: query.kind, args: query.args });
