import type { Prediction, Writes } from '../module-api/module.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { isUnknown, Unknown } from '../values/unknown.ts';
import type { Query } from '../query/query.ts';
import { queryId, queryReads, Refused } from '../query/query.ts';
import type { StatAnswer } from '../query/files/stat-answer.ts';
import { stat } from '../query/files/stat.ts';
import type { Placed, Reads } from './placed-queries.ts';
import { PlacedQueries } from './placed-queries.ts';
import type { Emptied } from './planned-ways.ts';
import { PlannedWays } from './planned-ways.ts';
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
 * later turn writes a key that its query reads. Paths are compared by where they lead, so that a change by one path of a file is seen by another.
 */
export class Overlay {
  readonly #observed: (query: Query) => unknown;
  readonly #ways: PlannedWays;
  readonly #placed: PlacedQueries;
  readonly #predicted = new Map<string, Predicted>();
  readonly #log = new WriteLog();
  /** The queries whose answers are needed and have not been observed. */
  readonly #missing = new Map<string, Query>();
  #opaqueTurn = { creates: 0, anything: 0 };

  /** `observed` returns the observed answer of a query, or undefined if the query has not run. */
  constructor(observed: (query: Query) => unknown) {
    this.#observed = observed;
    this.#ways = new PlannedWays(observed);
    this.#placed = new PlacedQueries(this.#ways);
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
    if (this.isEmpty) return { answer: this.#require(query), tainted: 'no' };
    if (query.kind.name === 'way')
      return { answer: this.#ways.answer(query.args as string), tainted: this.#taintSince(0) };
    const { answer, predicted, isShaky, certainSince } = this.#find(query);
    if (answer === undefined) throw notObserved(query);
    const tainted = isShaky ? 'yes' : this.#taintSince(certainSince);
    return { answer: this.#alter(query, answer, predicted), tainted };
  }

  /** The queries without which the overlay can't tell all that it could of these, which have been observed. */
  missing(queries: readonly Query[]): Query[] {
    if (this.isEmpty) return [];
    for (const query of queries) this.know(query);
    const missing = [...this.#missing.values(), ...this.#ways.takeMissing()];
    this.#missing.clear();
    return missing;
  }

  /** The answer of a query that an earlier task has predicted; undefined if there is none. */
  predicted(query: Query): unknown {
    const { answer, predicted } = this.#find(query);
    return predicted > 0 ? answer : undefined;
  }

  /** The observed answer, regardless of plans; undefined if the query has not run. */
  observed(query: Query): unknown {
    return this.#observed(query);
  }

  /** Records a planned change. `by` is the display name of the task; `isShaky`: the change was planned from uncertain answers. */
  record(predictions: readonly Prediction[], writes: Writes, by: string, isShaky = false): void {
    const turn = this.#log.turn + 1;
    // an unchanged answer keeps the turn that it had before this change
    const unchanged = predictions
      .filter(({ answer }) => answer === UNCHANGED)
      .flatMap((each) => this.#keep(each.query, turn));
    const changed = predictions.filter(({ answer }) => answer !== UNCHANGED);
    for (const { query, answer } of changed) this.#recordWay(query, answer, { turn, isShaky });
    const predicted = changed.flatMap((each) => this.#predictedAt(turn, each, isShaky));
    const own = new Set(changed.flatMap(keysOf).flatMap((key) => this.#placed.placesOf(key)));
    const keys = [...own, ...writes.keys.flatMap((key) => this.#placed.placesOf(key, own))];
    this.#log.add([...new Set(keys)], by);
    for (const each of [...unchanged, ...predicted]) this.#predicted.set(sharedId(each.query), each);
    if (writes.unlistedEffects) this.#opaqueTurn = { ...this.#opaqueTurn, [writes.unlistedEffects]: turn };
  }

  /** Whether a change after this turn may alter the answer of a query. */
  isWrittenAfter(turn: number, query: Query): boolean {
    const { creates, anything } = this.#opaqueTurn;
    return (
      Math.max(creates, anything) > turn ||
      this.#find(query).predicted > turn ||
      this.#log.since(turn, this.#placed.readsOf(query)).length > 0
    );
  }

  /** What a change leaves at a path decides where paths lead that go through it. */
  #recordWay({ kind, args }: Query, answer: unknown, since: Emptied): void {
    if (kind.name !== 'stat' || isUnknown(answer)) return;
    const path = this.#ways.after(args as string, 'entry');
    // of stat's type, since it is what was asked
    if (path !== undefined) this.#ways.record(path, answer as StatAnswer, since);
  }

  #predictedAt(turn: number, { query, answer }: Prediction, isShaky: boolean): Predicted[] {
    const placed = this.#placed.place(query);
    // the content of a link is that of the file it leads to
    const isOfTarget = placed?.follows === true && placed.path !== this.#ways.after(placed.asked, 'entry');
    return isOfTarget ? [] : [{ query: placed?.query ?? query, answer, turn, certainSince: turn, isShaky }];
  }

  #keep(query: Query, turn: number): Predicted[] {
    const before = this.#peek(query);
    if (before === undefined) return [];
    const { isShaky, certainSince } = this.#find(query);
    return [{ query: this.#placed.place(query)?.query ?? query, answer: before, turn, certainSince, isShaky }];
  }

  /** The answer before the writes since the turn `predicted`. */
  #find(query: Query): Found {
    const placed = this.#placed.place(query);
    const predicted = this.#predicted.get(sharedId(placed?.query ?? query));
    const emptied = placed && this.#ways.emptiedAbove(placed.path);
    if (placed && emptied && emptied.turn > (predicted?.turn ?? 0))
      return { answer: placed.absent, predicted: emptied.turn, certainSince: emptied.turn, isShaky: emptied.isShaky };
    if (predicted) return { ...predicted, predicted: predicted.turn };
    return { answer: this.#observedAt(query, placed), predicted: 0, certainSince: 0, isShaky: false };
  }

  #observedAt(query: Query, placed: Placed | undefined): unknown {
    if (!placed) return this.#placed.isMoved(query) ? new Unknown('a link on its way changes') : this.#observed(query);
    if (placed.isCircle) return placed.absent;
    if (!placed.isMoved) return this.#observed(query);
    const answer = this.#observed(placed.query);
    if (answer !== undefined) return answer;
    this.#missing.set(queryId(placed.query), placed.query);
    return new Unknown(`what is at ${placed.path}`);
  }

  #require(query: Query): unknown {
    const answer = this.#observed(query);
    if (answer === undefined) throw notObserved(query);
    return answer;
  }

  #alter(query: Query, base: unknown, since: number): unknown {
    if (isUnknown(base) || this.isEmpty) return base;
    const placed = this.#placed.place(query);
    const { kind, args } = placed?.query ?? query;
    const mentioned = base instanceof Refused ? [] : (kind.mentions?.(base, args) ?? []);
    const reads = this.#placed.readsOf(query);
    const watched = mentioned.flatMap((key) => this.#placed.placesOf(key));
    const writers = this.#log.since(since, reads === 'anything' ? reads : [...reads, ...watched]);
    const last = writers.at(-1);
    if (!last) return this.#withEnd(query, base);
    const asked = kind.reads(args);
    const own = asked === 'anything' ? mentioned : [...asked, ...mentioned];
    const writes = writers.map(({ keys }) => this.#placed.asNamed(keys, own));
    // what derives an answer compares the paths of the query with those of the writes
    const isComparable = placed !== undefined || !this.#placed.isTreeElsewhere(own);
    const derived: unknown = isComparable ? kind.derive?.(args, base, (other) => this.#peek(other), writes) : undefined;
    return derived === undefined ? new Unknown(`depends on ${last.by}`) : this.#withEnd(query, derived);
  }

  /** What a link leads to follows from the changes to it, to the way to its target, and to the target. */
  #withEnd(query: Query, answer: unknown): unknown {
    if (query.kind.name !== 'stat' || !isLink(answer)) return answer;
    const path = query.args as string;
    const end = this.#ways.after(path, 'end');
    if (end === undefined) return { ...answer, leadsTo: 'nothing' };
    const isAsFound = answer.leadsTo !== undefined && !this.#ways.isMoved(path, 'end');
    if (isAsFound && this.#log.since(0, [`file:${end}`]).length === 0) return answer;
    return { ...answer, leadsTo: endOf(this.#peek(stat(end))) };
  }

  #peek<A>(query: Query<A>): A | Unknown | undefined {
    const { answer, predicted } = this.#find(query);
    if (answer === undefined) this.#missing.set(queryId(query), query);
    // a prediction has the type of its query's answer
    return answer === undefined ? undefined : (this.#alter(query, answer, predicted) as A | Unknown);
  }

  #taintSince(since: number): Known['tainted'] {
    if (this.#opaqueTurn.anything > since) return 'yes';
    return this.#opaqueTurn.creates > since ? 'if-absent' : 'no';
  }
}

interface Found {
  readonly answer: unknown;
  /** The turn of the prediction; 0 if the answer was observed. */
  readonly predicted: number;
  readonly certainSince: number;
  readonly isShaky: boolean;
}

const notObserved = ({ kind, args }: Query): Error => new Error(`not observed: ${kind.name} ${kind.key(args)}`);

type Existing = Extract<StatAnswer, { exists: true }>;

const isLink = (answer: unknown): answer is Existing =>
  typeof answer === 'object' && answer !== null && 'type' in answer && answer.type === 'link';

/** What a link leads to whose end is planned to be so; undefined where that is not known. */
function endOf(end: StatAnswer | Unknown | undefined): Existing['leadsTo'] {
  if (end === undefined || isUnknown(end) || end instanceof Refused) return undefined;
  return end.exists ? end.type : 'nothing';
}

/** The identity of a query regardless of its user, since every user sees the effect of a change. */
export const sharedId = (query: Query): string => queryId({ kind: query.kind, args: query.args });

/** A path whose state is predicted is written: the parents that a module creates on its way are among its predictions alone. */
function keysOf({ query, answer }: Prediction): Exclude<Reads, 'anything'> {
  const reads = queryReads(query);
  return query.kind.name === 'stat' && answer !== UNCHANGED && reads !== 'anything' ? reads : [];
}
