import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { HostState } from '../host/host-state.ts';
import { taskScope } from '../../variables/host-variables.ts';
import { placeOf, playPlace } from '../list/place-of.ts';
import { HandlerIndex } from './handler-index.ts';

/** The handlers that the plays of a run define, for each of its hosts. */
export class HandlerIndexes {
  /**
   * By host. Set when a host is prepared, added to before each node once the inventory has grown, read by the nodes of the
   * host; kept for the run.
   */
  readonly #indexes = new Map<HostState, HandlerIndex>();
  readonly #playbook: string;

  /** `playbook`: its path in the project. */
  constructor(playbook: string) {
    this.#playbook = playbook;
  }

  /** A new index without handlers, for an unknown host. */
  of(host: HostState): HandlerIndex {
    return (
      this.#indexes.get(host) ??
      new HandlerIndex(this.#playbook, (handler, place) => taskScope(host.variables, place, handler, {}))
    );
  }

  /** Adds the handlers of the host's plays that are not in the index yet. */
  add(host: HostState, plays: readonly Pick<PlannedPlay, 'play' | 'parts'>[]): HandlerIndex {
    const index = this.of(host);
    this.#indexes.set(host, index);
    for (const { play, parts } of plays) {
      const place = playPlace(play, host);
      for (const part of parts.filter(({ hosts }) => hosts.includes(host.name))) {
        if (part.entry) index.add(part.entry.role.handlers, part.entry.role.name, placeOf(part, place));
      }
      index.add(play.handlers, play.name, { ...place, role: undefined, parameters: undefined });
    }
    return index;
  }
}
