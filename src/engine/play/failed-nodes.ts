import type { GraphNode } from '../../plan/graph.ts';
import type { PlayNode } from '../../plan/play-graph.ts';
import type { Play } from '../../playbook/types.ts';
import type { EventSink, NodeStatus } from '../events.ts';
import type { HostPool } from '../host/host-pool.ts';
import type { StopSignal } from '../run-context.ts';
import type { FailureContext } from './node-failure.ts';
import { noteNodeFailure } from './node-failure.ts';
import type { Blocker, NodeEnd } from './walk-graph.ts';
import { END_OF_PLAY } from './walk-graph.ts';

export interface FailedNodesOptions {
  readonly pool: HostPool;
  readonly sink: EventSink;
  readonly verbosity: number;
  readonly stop: StopSignal;
}

/** The failed nodes of a run, and the nodes that they block. */
export class FailedNodes {
  readonly #options: FailedNodesOptions;
  /**
   * Failed nodes on any host, by role, which block roles of later plays and batches that require them. Set by `fail` and
   * `block`, read by `blockerOf`; kept for the run.
   */
  readonly #byRole = new Map<string, Blocker<PlayNode>>();
  /**
   * The failed or blocked node of each host that takes no further part. Set by `fail` and `block`, read by
   * `blockerOf`, cleared for a host by `forgive`.
   */
  readonly #byHost = new Map<string, Blocker<PlayNode>>();

  constructor(options: FailedNodesOptions) {
    this.#options = options;
  }

  /** What blocks a node. */
  blockerOf({ value: { host, part } }: GraphNode<PlayNode>): Blocker<PlayNode> | undefined {
    const required = part.entry?.role.meta.requires
      .map(({ role }) => this.#byRole.get(role))
      .find((by) => by !== undefined);
    return required ?? this.#byHost.get(host);
  }

  fail(node: GraphNode<PlayNode>): void {
    const { host, part } = node.value;
    this.#byHost.set(host, node);
    if (part.entry) this.#byRole.set(part.entry.role.name, node);
  }

  /** Reports a node that does not run. */
  block(node: GraphNode<PlayNode>, by: Blocker<PlayNode>, play: Play): NodeEnd<PlayNode> {
    const { pool, sink, stop } = this.#options;
    const { value } = node;
    const { tally } = pool.get(value.host);
    const fields = { host: value.host, play: play.name, role: value.part.name, node: value.id.toString(), ms: 0 };
    if (by === END_OF_PLAY && stop.requested) {
      tally.setProblem('interrupted');
      sink({ event: 'role.finished', ...fields, status: 'interrupted' });
      return { isSuccess: false, blockedBy: by };
    }
    tally.countBlocked();
    if (!this.#byHost.has(value.host)) this.#byHost.set(value.host, by);
    const isOwn = typeof by === 'object' && by.value.host === value.host;
    if (!isOwn) tally.setProblem('blocked');
    if (!isOwn && value.part.entry) this.#byRole.set(value.part.entry.role.name, node);
    const blockedBy = typeof by === 'object' ? `${by.value.part.name} on ${by.value.host}` : by;
    sink({ event: 'role.finished', ...fields, status: 'blocked', blockedBy });
    return { isSuccess: false, blockedBy: by };
  }

  /** Earlier failures on the host no longer block later nodes. */
  forgive(host: string): void {
    this.#byHost.delete(host);
  }

  /** Records the error that ended a node as its host's problem. */
  note(error: unknown, { value: { id, host, part } }: GraphNode<PlayNode>, play: Play): NodeStatus {
    return this.#note(error, {
      host: this.#options.pool.get(host),
      play: play.name,
      node: id.toString(),
      part: part.name,
    });
  }

  /** Reports errors in the preparation of hosts that no node has reported. */
  tellBroken(): void {
    for (const [host, error] of this.#options.pool.broken)
      if (host.tally.problem === undefined)
        this.#note(error, { host, play: '', node: host.name, part: 'preparing the host' });
  }

  #note(error: unknown, where: Pick<FailureContext, 'host' | 'play' | 'node' | 'part'>): NodeStatus {
    const { pool, sink, verbosity } = this.#options;
    return noteNodeFailure(error, { ...where, sink, verbosity, lose: (host, by) => pool.lose(host, by) });
  }
}
