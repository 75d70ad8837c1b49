/** Where hosts go when nothing is left for them to do. */
interface Hosts {
  /** In this play. */
  readonly rest: (host: string) => void;
  /** In the run. */
  readonly leave: (host: string) => void;
}

/** Tells when a host's last node of a play, or of the run, has ended. */
export class Departures {
  readonly #hosts: Hosts;
  /** Nodes of the play under way that have not ended, by host. Set and cleared by `begin`, counted down and read by `ended`. */
  readonly #left = new Map<string, number>();
  /** Whether no later play is for a host. Set by `begin`, read by `ended`; kept until the next batch begins. */
  #isLast: (host: string) => boolean = () => false;

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  /** `isLast` says of a host whether no later play, or batch of one, is for it. */
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
