import { posix } from 'node:path';
import type { Query, Refused } from '../query/query.ts';
import { followLinks } from '../query/files/follow-links.ts';
import { stat } from '../query/files/stat.ts';
import type { StatAnswer } from '../query/files/stat-answer.ts';
import type { WayAnswer } from '../query/files/way.ts';
import { way } from '../query/files/way.ts';

/** A path as the program that opens it finds it: `entry` does not follow a link at its end, `end` does. */
type Following = 'entry' | 'end';

/** A change that leaves no directory at a path. */
export interface Emptied {
  readonly turn: number;
  /** It was planned from answers that a change with unlisted effects may alter. */
  readonly isShaky: boolean;
}

/**
 * Where paths lead after the planned changes, so that two paths of one file are known to be the same: by the links that the host was
 * observed to have, and those that changes will make, replace or remove. What has not been observed counts as no link, and is listed by `takeMissing`.
 */
export class PlannedWays {
  readonly #observed: (query: Query) => unknown;
  /** The links of the host that have been seen, by their paths without links. */
  readonly #found = new Map<string, string>();
  readonly #looked = new Set<string>();
  /** Where changes make a link, or null where one is no more. */
  readonly #planned = new Map<string, string | null>();
  /** The paths that changes leave as no directory: nothing of the host is below them any more. */
  readonly #emptied = new Map<string, Emptied>();
  readonly #known = { planned: new Map<string, string | undefined>(), host: new Map<string, string | undefined>() };
  readonly #missing = new Map<string, Query>();
  /** How often the links on the way to a path had not been observed. */
  #gaps = 0;

  constructor(observed: (query: Query) => unknown) {
    this.#observed = observed;
  }

  /** The path without links after the changes; undefined if its links form a circle. */
  after(path: string, following: Following): string | undefined {
    return this.#resolve(path, following, 'planned');
  }

  /** Whether the path leads elsewhere than it does on the host as it is. */
  isMoved(path: string, following: Following): boolean {
    if (this.#planned.size === 0) return false;
    return this.after(path, following) !== this.#resolve(path, following, 'host');
  }

  /** What `way` will answer. */
  answer(path: string): WayAnswer {
    this.#look(path);
    const links: { path: string; target: string }[] = [];
    const end = this.#walk(path, 'planned', (link) => links.push(link));
    return { links, end: end ?? null };
  }

  /** Records what a change leaves at a path, which must be one of `after`. */
  record(path: string, answer: StatAnswer, since: Emptied): void {
    const target = answer.exists && answer.type === 'link' ? (answer.target ?? null) : null;
    if (!answer.exists || answer.type !== 'directory') this.#emptied.set(path, since);
    const isKnown = (this.#targetAt(path, 'planned') ?? null) === target;
    if (isKnown && ![...this.#found.keys()].some((link) => link.startsWith(`${path}/`))) return;
    this.#planned.set(path, target);
    this.#known.planned.clear();
  }

  /** The last change since which nothing but what later changes make is at a path without links. */
  emptiedAbove(path: string): Emptied | undefined {
    if (this.#emptied.size === 0) return undefined;
    return pathsAbove(path)
      .flatMap((above) => this.#emptied.get(above) ?? [])
      .reduce<Emptied | undefined>((last, each) => (last && last.turn >= each.turn ? last : each), undefined);
  }

  /** The queries that would have told more since this was last asked. */
  takeMissing(): Query[] {
    const missing = [...this.#missing.values()];
    this.#missing.clear();
    return missing;
  }

  #resolve(path: string, following: Following, when: 'planned' | 'host'): string | undefined {
    if (!path.startsWith('/') || path === '/') return path;
    // a slash at the end follows a link
    if (path.endsWith('/')) return this.#end(path, when);
    if (following === 'entry') {
      const cut = path.lastIndexOf('/');
      const directory = this.#end(path.slice(0, cut) || '/', when);
      return directory && `${directory === '/' ? '' : directory}/${path.slice(cut + 1)}`;
    }
    const entry = this.#resolve(path, 'entry', when);
    return entry && this.#isLink(path, entry, when) ? this.#end(path, when) : entry;
  }

  /** Most paths are asked for their state anyway, which says what a link's target is. */
  #isLink(path: string, entry: string, when: 'planned' | 'host'): boolean {
    if (this.#targetAt(entry, when) !== undefined) return true;
    if (when === 'planned' && this.#planned.has(entry)) return false;
    const answer = this.#observed(stat(path)) as StatAnswer | Refused | undefined;
    if (answer === undefined) this.#look(path);
    else if ('target' in answer && answer.target !== undefined) this.#found.set(entry, answer.target);
    return this.#targetAt(entry, when) !== undefined;
  }

  #end(path: string, when: 'planned' | 'host'): string | undefined {
    const known = this.#known[when];
    if (known.has(path)) return known.get(path);
    const gaps = this.#gaps;
    this.#look(path);
    const end = this.#walk(path, when, () => undefined);
    if (this.#gaps === gaps) known.set(path, end);
    return end;
  }

  #walk(
    path: string,
    when: 'planned' | 'host',
    meet: (link: { path: string; target: string }) => void,
  ): string | undefined {
    return followLinks(path, (at) => {
      const target = this.#targetAt(at, when);
      if (target === undefined) return undefined;
      meet({ path: at, target });
      // beyond a planned link nothing has been observed on the way to the path
      if (when === 'planned' && this.#planned.has(at)) this.#look(posix.resolve(posix.dirname(at), target));
      return target;
    });
  }

  #targetAt(path: string, when: 'planned' | 'host'): string | undefined {
    const planned = when === 'planned' ? this.#planned.get(path) : undefined;
    if (planned !== undefined) return planned ?? undefined;
    const found = this.#found.get(path);
    return found !== undefined && when === 'planned' && this.emptiedAbove(path) ? undefined : found;
  }

  /** Takes note of the host's links on the way to the path. */
  #look(path: string): void {
    if (this.#looked.has(path)) return;
    const query = way(path);
    const answer = this.#observed(query) as WayAnswer | undefined;
    if (answer) {
      for (const link of answer.links) this.#found.set(link.path, link.target);
      this.#looked.add(path);
    } else {
      this.#missing.set(path, query);
      this.#gaps++;
    }
  }
}

/** The directories above a path, the nearest first, without the root. */
function pathsAbove(path: string): string[] {
  const above: string[] = [];
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) above.push(path.slice(0, cut));
  return above;
}
