import type { HostPool } from '../host/host-pool.ts';
import { NO_STEPS } from '../steps/play-steps.ts';
import type { PlaySteps } from '../steps/play-steps.ts';
import type { Settable } from '../list/settable-names.ts';
import type { PeerView } from '../variables/peer-variables.ts';
import { PeerUnknown, viewPeer } from '../variables/peer-variables.ts';
import type { PlayHosts } from '../variables/play-hosts.ts';

interface Begun extends Pick<PlayHosts, 'all' | 'batch'> {
  /** `Play.directory` */
  readonly directory: string;
}

/** The current batch of hosts, as its nodes and tasks use it. */
export class CurrentBatch {
  readonly #pool: HostPool;
  readonly #settable: Settable;
  /** Hosts of the play and of the batch, and the play's directory. Set by `begin`, read by magic variables and by tasks; kept until the next batch begins. */
  #current: Begun | undefined;
  /** Coordinates the hosts of the batch. Set by `begin`, read by nodes and by readers of peers' variables; kept until the next one. */
  #steps: PlaySteps | undefined;

  /** `settable`: the names that tasks of the playbook may set. */
  constructor(pool: HostPool, settable: Settable) {
    this.#pool = pool;
    this.#settable = settable;
  }

  begin(current: Begun, steps: PlaySteps): void {
    this.#current = current;
    this.#steps = steps;
  }

  /** Undefined before the first. */
  get directory(): string | undefined {
    return this.#current?.directory;
  }

  get steps(): PlaySteps {
    return this.#steps ?? NO_STEPS;
  }

  /** All hosts of the batch, including failed ones. */
  get batchHosts(): readonly string[] {
    return this.#current?.batch ?? [];
  }

  /** The value of `ansible_play_hosts` and similar variables, without failed hosts. */
  get liveHosts(): PlayHosts {
    const { all, batch } = this.#current ?? { all: [], batch: [] };
    return {
      all,
      batch: batch.filter((name) => this.isTakingPart(name)),
      left: all.filter((name) => this.isTakingPart(name)),
    };
  }

  isTakingPart(name: string): boolean {
    return this.#pool.isUsable(name) && this.#pool.get(name).tally.problem === undefined;
  }

  /** Within a batch, a host sees the variables of other hosts that earlier tasks have set. */
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

  /** A host of the batch that has not yet reached the reader's task, which reads variables of all hosts; undefined if there is none. */
  behind(reader: string): PeerUnknown | undefined {
    const steps = this.#steps;
    const { position } = this.#pool.get(reader).variables.dynamic;
    if (!steps || !position || !steps.hosts.includes(reader)) return undefined;
    const peer = steps.hosts.find((host) => host !== reader && !steps.hasReached(host, position));
    return peer === undefined ? undefined : new PeerUnknown({ reader, peer, position });
  }

  /** Waits until the peer has reached the task that reads its variable. */
  async waitForPeer({ reader, peer, position }: PeerUnknown): Promise<void> {
    await this.#steps?.peer(reader, peer, position);
  }
}
