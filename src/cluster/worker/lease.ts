import { LEASE_SECONDS } from '../store/queue.ts';

/** Why a job is not to be gone on with. `lost`: it is another worker's. `stopped`: somebody has stopped the run. */
export type LeaseEnd = 'lost' | 'stopped';

export interface LeaseOptions {
  /** False: the claim is another's. */
  readonly renew: () => Promise<boolean>;
  /** Undefined: the attempt is not the last one any more. */
  readonly stateOfRun: () => Promise<string | undefined>;
  readonly onEnd: (end: LeaseEnd) => void;
}

const RENEW_MS = 3000;
const LOOK_MS = 1000;
/** Before the others may take it for dead. */
const SAFE_MS = (LEASE_SECONDS - 2) * 1000;

/** Renews the claim of a job until it is released. A database that does not answer in time counts as one that has given the job away. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #timers: NodeJS.Timeout[];
  readonly #busy = new Set<string>();
  #renewedMs = performance.now();
  #isOver = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.#unlessBusy('renew', () => this.#renew()), RENEW_MS),
      setInterval(() => this.#unlessBusy('look', () => this.#look()), LOOK_MS),
    ];
  }

  release(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #renew(): Promise<void> {
    const askedMs = performance.now();
    if (await this.#options.renew()) this.#renewedMs = askedMs;
    else this.#end('lost');
  }

  async #look(): Promise<void> {
    const state = await this.#options.stateOfRun();
    if (state === undefined) this.#end('lost');
    else if (state === 'stopping') this.#end('stopped');
  }

  /** A question that fails is asked again, as long as there is time. */
  #unlessBusy(name: string, ask: () => Promise<void>): void {
    if (performance.now() - this.#renewedMs > SAFE_MS) this.#end('lost');
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    ask()
      .catch(() => undefined)
      .finally(() => this.#busy.delete(name));
  }

  #end(end: LeaseEnd): void {
    if (this.#isOver) return;
    this.release();
    this.#options.onEnd(end);
  }
}
