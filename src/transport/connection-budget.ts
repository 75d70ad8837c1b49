/** A session's slot in the connection budget. */
export interface Seat {
  /** When the session became idle, as of `performance.now()`; undefined while it is busy. */
  idleSinceMs: number | undefined;
  /** Whether no request is expected soon. */
  isResting: boolean;
  /** Closes the connection until it is needed again, unless it is required. */
  park: () => Promise<void>;
}

/** How long an idle session that is not resting keeps its connection while others wait for one. */
const KEPT_IDLE_MS = 2000;
const LOOK_AGAIN_MS = 500;

/**
 * Limits the number of open connections: a further one waits until another session is closed, or is idle and parked. Sessions are only
 * parked while another waits, so that all hosts stay connected if the limit permits it.
 */
export class ConnectionBudget {
  readonly #limit: number;
  /** Sessions with a connection, or about to get one. Added by `acquire`, removed by `release`. */
  readonly #seated = new Set<Seat>();
  readonly #parking = new Set<Seat>();
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async acquire(seat: Seat): Promise<void> {
    if (this.#seated.has(seat)) return;
    while (this.#seated.size >= this.#limit) {
      const freed = new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.makeRoom();
      await freed;
    }
    this.#seated.add(seat);
  }

  release(seat: Seat): void {
    if (this.#seated.delete(seat)) this.#waiting.shift()?.();
  }

  /** Parks as many idle sessions as there are waiting ones. Called when a session becomes idle or rests. */
  makeRoom(): void {
    clearTimeout(this.#timer);
    const wanted = this.#waiting.length - this.#parking.size;
    if (wanted <= 0) return;
    for (const seat of this.#parkable().slice(0, wanted)) void this.#park(seat);
    if (this.#parking.size < this.#waiting.length)
      this.#timer = setTimeout(() => this.makeRoom(), LOOK_AGAIN_MS).unref();
  }

  async #park(seat: Seat): Promise<void> {
    this.#parking.add(seat);
    await seat.park().catch(() => undefined);
    this.#parking.delete(seat);
    this.makeRoom();
  }

  /** Resting sessions first, then those that have been idle longest. */
  #parkable(): Seat[] {
    const now = performance.now();
    return [...this.#seated]
      .filter((seat) => !this.#parking.has(seat) && seat.idleSinceMs !== undefined)
      .filter(({ isResting, idleSinceMs = now }) => isResting || now - idleSinceMs >= KEPT_IDLE_MS)
      .sort((a, b) => Number(b.isResting) - Number(a.isResting) || (a.idleSinceMs ?? 0) - (b.idleSinceMs ?? 0));
  }
}
