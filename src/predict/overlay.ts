import type { Prediction, Writes } from '../module-api/module.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { isUnknown, Unknown } from '../values/unknown.ts';
import type { Query } from '../query/query.ts';
import { queryId, queryReads, Refused } from '../query/query.ts';
import type { StatAnswer } from '../query/files/stat-answer.ts';
import { stat } from '../query/files/stat.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import { pathsAbove, PlannedWays } from './planned-ways.ts';
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
  readonly #predicted = new Map<string, Predicted>();
  /** By paths without links: since which turn nothing but what later changes make is below them. */
  readonly #emptied = new Map<string, Emptied>();
  readonly #log = new WriteLog();
  /** The queries whose answers are needed and have not been observed. */
  readonly #missing = new Map<string, Query>();
  #opaqueTurn = { creates: 0, anything: 0 };

  /** `observed` returns the observed answer of a query, or undefined if the query has not run. */
  constructor(observed: (query: Query) => unknown) {
    this.#observed = observed;
    this.#ways = new PlannedWays(observed);
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
    const own = new Set(changed.flatMap(keysOf).flatMap((key) => this.#placesOf(key)));
    const keys = [...own, ...writes.keys.flatMap((key) => this.#placesOf(key, own))];
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
      this.#log.since(turn, this.#readsOf(query)).length > 0
    );
  }

  /** What a change leaves at a path decides where paths lead that go through it. */
  #recordWay({ kind, args }: Query, answer: unknown, since: Emptied): void {
    if (kind.name !== 'stat' || isUnknown(answer)) return;
    const path = this.#ways.after(args as string, 'entry');
    // of stat's type, since it is what was asked
    const left = answer as StatAnswer;
    if (path === undefined) return;
    if (!left.exists || left.type !== 'directory') this.#emptied.set(path, since);
    this.#ways.record(path, left);
  }

  #predictedAt(turn: number, { query, answer }: Prediction, isShaky: boolean): Predicted[] {
    const placed = this.#place(query);
    // the content of a link is that of the file it leads to
    const isOfTarget = placed?.follows === true && placed.path !== this.#ways.after(placed.asked, 'entry');
    return isOfTarget ? [] : [{ query: placed?.query ?? query, answer, turn, certainSince: turn, isShaky }];
  }

  #keep(query: Query, turn: number): Predicted[] {
    const before = this.#peek(query);
    if (before === undefined) return [];
    const { isShaky, certainSince } = this.#find(query);
    return [{ query: this.#place(query)?.query ?? query, answer: before, turn, certainSince, isShaky }];
  }

  /** The answer before the writes since the turn `predicted`. */
  #find(query: Query): Found {
    const placed = this.#place(query);
    const predicted = this.#predicted.get(sharedId(placed?.query ?? query));
    const emptied = placed && this.#emptiedAbove(placed.path);
    if (placed && emptied && emptied.turn > (predicted?.turn ?? 0))
      return { answer: placed.absent, predicted: emptied.turn, certainSince: emptied.turn, isShaky: emptied.isShaky };
    if (predicted) return { ...predicted, predicted: predicted.turn };
    return { answer: this.#observedAt(query, placed), predicted: 0, certainSince: 0, isShaky: false };
  }

  #observedAt(query: Query, placed: Placed | undefined): unknown {
    if (!placed) return this.#isMoved(query) ? new Unknown('a link on its way changes') : this.#observed(query);
    if (placed.isCircle) return placed.absent;
    if (!placed.isMoved) return this.#observed(query);
    const answer = this.#observed(placed.query);
    if (answer !== undefined) return answer;
    this.#missing.set(queryId(placed.query), placed.query);
    return new Unknown(`what is at ${placed.path}`);
  }

  /** Whether any path that the query reads leads elsewhere than on the host as it is. */
  #isMoved(query: Query): boolean {
    const reads = queryReads(query);
    return reads !== 'anything' && reads.some((key) => pathsIn(key).some((path) => this.#ways.isMoved(path, 'end')));
  }

  #require(query: Query): unknown {
    const answer = this.#observed(query);
    if (answer === undefined) throw notObserved(query);
    return answer;
  }

  #alter(query: Query, base: unknown, since: number): unknown {
    if (isUnknown(base) || this.isEmpty) return base;
    const placed = this.#place(query);
    const { kind, args } = placed?.query ?? query;
    const reads = this.#readsOf(query);
    const mentioned =
      base instanceof Refused ? [] : (kind.mentions?.(base, args) ?? []).flatMap((key) => this.#placesOf(key));
    const writers = this.#log.since(since, reads === 'anything' ? reads : [...reads, ...mentioned]);
    const last = writers.at(-1);
    if (!last) return this.#withEnd(query, base);
    const writes = writers.map(({ keys }) => keys);
    // what derives an answer compares the paths of the query with those of the writes
    const isComparable = placed !== undefined || isSame(reads, queryReads(query));
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

  /** The query of one path as one of the path without links. */
  #place(query: Query): Placed | undefined {
    // of the query's own kind, which has made the arguments
    const asked = query.kind.place?.(query.args);
    if (!asked) return undefined;
    const following = asked.follows ? 'end' : 'entry';
    const path = this.#ways.after(asked.path, following);
    const { absent, follows } = asked;
    if (path === undefined)
      return { query, asked: asked.path, path: asked.path, follows, absent, isMoved: true, isCircle: true };
    // of the query's own type, since its kind has made them
    const placed = path === asked.path ? query : { ...query, args: asked.at(path) as unknown };
    return {
      query: placed,
      asked: asked.path,
      path,
      follows,
      absent,
      isMoved: this.#ways.isMoved(asked.path, following),
    };
  }

  #readsOf(query: Query): 'anything' | readonly ResourceKey[] {
    const reads = queryReads(query);
    if (reads === 'anything') return reads;
    const placed = this.#place(query);
    return placed ? queryReads(placed.query) : reads.flatMap((key) => this.#placesOf(key));
  }

  /** A key of a path as keys of where it leads. What is itself made by a change, as those of `made`, is not written through. */
  #placesOf(key: ResourceKey, made: ReadonlySet<ResourceKey> = new Set()): ResourceKey[] {
    const [path] = pathsIn(key);
    if (path === undefined) return [key];
    const kind = key.slice(0, key.indexOf(':'));
    const entry = this.#ways.after(path, 'entry') ?? path;
    const isThrough = kind === 'tree' && !made.has(`file:${entry}`);
    const places = [entry, ...(isThrough ? [this.#ways.after(path, 'end') ?? path] : [])];
    return [...new Set(places)].map((place): ResourceKey => `${kind}:${place}`);
  }

  #emptiedAbove(path: string): Emptied | undefined {
    if (this.#emptied.size === 0) return undefined;
    let last: Emptied | undefined;
    for (const above of pathsAbove(path)) {
      const found = this.#emptied.get(above);
      if (found && found.turn > (last?.turn ?? 0)) last = found;
    }
    return last;
  }
}

interface Emptied {
  readonly turn: number;
  readonly isShaky: boolean;
}

interface Found {
  readonly answer: unknown;
  /** The turn of the prediction; 0 if the answer was observed. */
  readonly predicted: number;
  readonly certainSince: number;
  readonly isShaky: boolean;
}

interface Placed {
  readonly query: Query;
  readonly asked: string;
  readonly path: string;
  readonly follows: boolean;
  readonly absent: unknown;
  /** The path leads elsewhere than on the host as it is. */
  readonly isMoved: boolean;
  /** Nothing is found at a circle of links. */
  readonly isCircle?: true;
}

const isSame = (a: 'anything' | readonly ResourceKey[], b: 'anything' | readonly ResourceKey[]): boolean =>
  a === b || (a !== 'anything' && b !== 'anything' && a.length === b.length && a.every((key, i) => key === b[i]));

const notObserved = ({ kind, args }: Query): Error => new Error(`not observed: ${kind.name} ${kind.key(args)}`);

const pathsIn = (key: ResourceKey): string[] =>
  /^(?:file|tree):\//.test(key) ? [key.slice(key.indexOf(':') + 1)] : [];

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
function keysOf({ query, answer }: Prediction): readonly ResourceKey[] {
  const reads = queryReads(query);
  return query.kind.name === 'stat' && answer !== UNCHANGED && reads !== 'anything' ? reads : [];
}
