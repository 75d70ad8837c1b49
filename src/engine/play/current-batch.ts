import type { HostPool } from '../host/host-pool.ts';
import { NO_STEPS } from '../steps/play-steps.ts';
import type { PlaySteps } from '../steps/play-steps.ts';
import type { Settable } from '../list/settable-names.ts';
import type { PeerView } from '../variables/peer-variables.ts';
import { PeerUnknown, viewPeer } from '../variables/peer-variables.ts';
import type { PlayHosts } from '../variables/play-hosts.ts';

/** The batch of hosts under way, as its hosts and their tasks see it. */
export class CurrentBatch {
  readonly #pool: HostPool;
  readonly #settable: Settable;
  /** Hosts of the play and of the batch. Set by `begin`, read by magic variables and by tasks; kept until the next batch begins. */
  #playHosts: Pick<PlayHosts, 'all' | 'batch'> = { all: [], batch: [] };
  /** Between the hosts of the batch. Set by `begin`, read by nodes and by who reads a peer's variables; kept until the next batch begins. */
  #steps: PlaySteps | undefined;

  /** `settable`: what tasks of the playbook may set. */
  constructor(pool: HostPool, settable: Settable) {
    this.#pool = pool;
    this.#settable = settable;
  }

  begin(playHosts: Pick<PlayHosts, 'all' | 'batch'>, steps: PlaySteps): void {
    this.#playHosts = playHosts;
    this.#steps = steps;
  }

  get steps(): PlaySteps {
    return this.#steps ?? NO_STEPS;
  }

  /** Hosts of the batch, those that have failed among them. */
  get batchHosts(): readonly string[] {
    return this.#playHosts.batch;
  }

  /** What `ansible_play_hosts` and the like say: those that have failed are left out. */
  get liveHosts(): PlayHosts {
    const { all, batch } = this.#playHosts;
    return {
      all,
      batch: batch.filter((name) => this.isTakingPart(name)),
      left: all.filter((name) => this.isTakingPart(name)),
    };
  }

  isTakingPart(name: string): boolean {
    return this.#pool.isUsable(name) && this.#pool.get(name).tally.problem === undefined;
  }

  /** Within a batch hosts see of each other what tasks before theirs have set. */
  peerView(peer: string, reader: string): PeerView | undefined {
    const steps = this.#steps;
    const { position } = this.#pool.get(reader).variables.dynamic;
    if (!steps || !position || peer === reader) return undefined;
    const { names, delegatedNames } = this.#settable;
    const isDelegated = (name: string): PeerUnknown | undefined =>
      delegatedNames.has(name) ? this.behind(reader) : undefined;
    if (!steps.hosts.includes(peer)) {
      return delegatedNames.size === 0 ? undefined : { variables: this.#pool.get(peer).variables, late: isDelegated };
    }
    const { variables } = this.#pool.get(peer);
    const isThere = steps.hasReached(peer, position);
    const view = viewPeer({ reader, peer, position, isThere, variables, maySet: (name) => names.has(name) });
    return { ...view, late: (name, isSet) => isDelegated(name) ?? view.late(name, isSet) };
  }

  /** A host of the batch that has not come as far as a task of the reader, which asks about all hosts; undefined where none is. */
  behind(reader: string): PeerUnknown | undefined {
    const steps = this.#steps;
    const { position } = this.#pool.get(reader).variables.dynamic;
    if (!steps || !position || !steps.hosts.includes(reader)) return undefined;
    const peer = steps.hosts.find((host) => host !== reader && !steps.hasReached(host, position));
    return peer === undefined ? undefined : new PeerUnknown({ reader, peer, position });
  }

  /** Waits until the peer has come as far as who reads its variable. */
  async waitForPeer({ reader, peer, position }: PeerUnknown): Promise<void> {
    await this.#steps?.peer(reader, peer, position);
  }
}
