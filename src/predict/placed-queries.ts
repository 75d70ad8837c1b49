import type { Query } from '../query/query.ts';
import { queryReads } from '../query/query.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import type { PlannedWays } from './planned-ways.ts';

/** The keys that a query reads. */
export type Reads = 'anything' | readonly ResourceKey[];

/** The query of a path as that of the path without links. */
export interface Placed {
  readonly query: Query;
  readonly asked: string;
  readonly path: string;
  /** The query follows a link at the end of its path. */
  readonly follows: boolean;
  /** The answer where nothing is. */
  readonly absent: unknown;
  /** The path leads elsewhere than on the host as it is. */
  readonly isMoved: boolean;
  /** Nothing is found at a circle of links. */
  readonly isCircle?: true;
}

/** Queries and keys of paths as those of where the paths lead after the planned changes. */
export class PlacedQueries {
  readonly #ways: PlannedWays;

  constructor(ways: PlannedWays) {
    this.#ways = ways;
  }

  /** Undefined for a query of no path, or of more than one. */
  place(query: Query): Placed | undefined {
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
    const isMoved = this.#ways.isMoved(asked.path, following);
    return { query: placed, asked: asked.path, path, follows, absent, isMoved };
  }

  /** Whether any path that the query reads leads elsewhere than on the host as it is. */
  isMoved(query: Query): boolean {
    const reads = queryReads(query);
    return reads !== 'anything' && reads.some((key) => pathsIn(key).some((path) => this.#ways.isMoved(path, 'end')));
  }

  readsOf(query: Query): Reads {
    const reads = queryReads(query);
    if (reads === 'anything') return reads;
    const placed = this.place(query);
    return placed ? queryReads(placed.query) : reads.flatMap((key) => this.placesOf(key));
  }

  /** A key of a path as keys of where it leads. What is itself made by a change, as those of `made`, is not written through. */
  placesOf(key: ResourceKey, made: ReadonlySet<ResourceKey> = new Set()): ResourceKey[] {
    const [path] = pathsIn(key);
    if (path === undefined) return [key];
    const kind = key.slice(0, key.indexOf(':'));
    const entry = this.#ways.after(path, 'entry') ?? path;
    const isThrough = kind === 'tree' && !made.has(`file:${entry}`);
    const places = [entry, ...(isThrough ? [this.#ways.after(path, 'end') ?? path] : [])];
    return [...new Set(places)].map((place): ResourceKey => `${kind}:${place}`);
  }

  /** Written keys, and those of `names` that lead to one of them: a unit that asks for /lib/systemd/system finds what is written to /usr/lib. */
  asNamed(written: readonly ResourceKey[], names: readonly ResourceKey[]): ResourceKey[] {
    const keys = new Set(written);
    return [...new Set([...written, ...names.filter((name) => this.placesOf(name).some((key) => keys.has(key)))])];
  }

  /** Whether one of the keys is of a tree that is reached through a link: what is written below it has other names. */
  isTreeElsewhere(names: readonly ResourceKey[]): boolean {
    return names.some((name) => name.startsWith('tree:') && this.placesOf(name).some((key) => key !== name));
  }
}

const pathsIn = (key: ResourceKey): string[] =>
  /^(?:file|tree):\//.test(key) ? [key.slice(key.indexOf(':') + 1)] : [];
