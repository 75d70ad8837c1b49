import type { HostPool } from '../host/host-pool.ts';
import { NO_STEPS } from '../steps/play-steps.ts';
import type { PlaySteps } from '../steps/play-steps.ts';
import type { PeerUnknown, PeerView } from '../variables/peer-variables.ts';
import { viewPeer } from '../variables/peer-variables.ts';
import type { PlayHosts } from '../variables/play-hosts.ts';

/** The batch of hosts under way, as its hosts and their tasks see it. */
export class CurrentBatch {
  readonly #pool: HostPool;
  readonly #maySet: (name: string) => boolean;
  /** Hosts of the play and of the batch. Set by `begin`, read by magic variables and by tasks; kept until the next batch begins. */
  #playHosts: Pick<PlayHosts, 'all' | 'batch'> = { all: [], batch: [] };
  /** Between the hosts of the batch. Set by `begin`, read by nodes and by who reads a peer's variables; kept until the next batch begins. */
  #steps: PlaySteps | undefined;

  /** `maySet`: whether a task of the playbook may set a variable of this name. */
  constructor(pool: HostPool, maySet: (name: string) => boolean) {
    this.#pool = pool;
    this.#maySet = maySet;
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
    if (!steps || !position || peer === reader || !steps.hosts.includes(peer)) return undefined;
    const { variables } = this.#pool.get(peer);
    const isThere = steps.hasReached(peer, position);
    return viewPeer({ reader, peer, position, isThere, variables, maySet: this.#maySet });
  }

  /** Waits until the peer has come as far as who reads its variable. */
  async waitForPeer({ reader, peer, position }: PeerUnknown): Promise<void> {
    await this.#steps?.peer(reader, peer, position);
  }
}
