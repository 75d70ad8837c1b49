/** Callbacks for hosts that have nothing left to do. */
interface Hosts {
  /** In this play. */
  readonly rest: (host: string) => void;
  /** In the run. */
  readonly leave: (host: string) => void;
}

/** Detects when a host's last node of a play, or of the run, has ended. */
export class Departures {
  readonly #hosts: Hosts;
  /** Number of unfinished nodes of the current play by host. Set and cleared by `begin`, decremented and read by `ended`. */
  readonly #left = new Map<string, number>();
  /** Whether a host has no later play. Set by `begin`, read by `ended`; kept until the next batch begins. */
  #isLast: (host: string) => boolean = () => false;

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  /** `isLast`: whether no later play or batch contains the host. */
  begin(hosts: Iterable<string>, isLast: (host: string) => boolean): void {
    this.#isLast = isLast;
    this.#left.clear();
    for (const host of hosts) this.#left.set(host, (this.#left.get(host) ?? 0) + 1);
  }

  ended(host: string): void {
    const left = (this.#left.get(host) ?? 0) - 1;
    this.#left.set(host, left);
    if (left > 0) return;
    if (this.#isLast(host)) this.#hosts.leave(host);
    else this.#hosts.rest(host);
  }
}
