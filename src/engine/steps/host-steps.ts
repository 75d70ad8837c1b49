import { AT_END, AT_START, comparePositions } from './position.ts';
import type { Position } from './position.ts';

interface Waiter {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
}

/**
 * The progress of each host in a batch of a play, for keywords that involve other hosts. Hosts wait for others only there. A host that
 * waits at a position waits for others to get to this position or an earlier one, and at the same task only for hosts before it in the
 * play's order, so there can be no deadlock. A waiting host must not hold a fork slot.
 */
export class HostSteps {
  /** Set as hosts proceed, only forward; read by waiting hosts. Kept for the batch. */
  readonly #positions = new Map<string, Position>();
  readonly #order: readonly string[];
  #waiters: Waiter[] = [];
  #isOver = false;

  /** `hosts`: in the order of the play. */
  constructor(hosts: readonly string[]) {
    this.#order = hosts;
    for (const host of hosts) this.#positions.set(host, AT_START);
  }

  /** Everything before the position is done on the host. */
  reach(host: string, position: Position): void {
    const known = this.#positions.get(host);
    if (!known || comparePositions(position, known) <= 0) return;
    this.#positions.set(host, position);
    this.#wake();
  }

  /** The host takes no further part in this batch of the play. */
  end(host: string): void {
    this.reach(host, AT_END);
  }

  /** Ends all waits: the run was stopped, or the batch has ended. */
  close(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Whether everything before the position is done on the host, or never will be. True for hosts outside the batch. */
  hasReached(host: string, position: Position): boolean {
    return this.#isOver || comparePositions(this.#positions.get(host) ?? AT_END, position) >= 0;
  }

  /** Resolves when these hosts have reached the position. */
  whenReached(hosts: readonly string[], position: Position): Promise<void> {
    const isOver = (): boolean => hosts.every((host) => this.hasReached(host, position));
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ isOver, resolve }));
  }

  /** All other hosts of the batch. */
  others(host: string): string[] {
    return this.#order.filter((other) => other !== host);
  }

  /** The hosts before a host in the order of the play. */
  before(host: string): readonly string[] {
    return this.#order.slice(0, Math.max(0, this.#order.indexOf(host)));
  }

  #wake(): void {
    const over = this.#waiters.filter(({ isOver }) => isOver());
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter));
    for (const { resolve } of over) resolve();
  }
}
