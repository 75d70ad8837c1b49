import { LEASE_SECONDS } from '../store/queue.ts';

/** Why a job must not continue. `lost`: another worker has it. `stopped`: the run was stopped; `hurried`: and running tasks are ended. */
export type LeaseEnd = 'lost' | 'stopped' | 'hurried';

export interface LeaseOptions {
  /** When the claim was requested, in `performance.now()`. */
  readonly claimedMs: number;
  /** False if another worker has the claim. */
  readonly renew: () => Promise<boolean>;
  /** Undefined if the attempt is outdated. */
  readonly stateOfRun: () => Promise<string | undefined>;
}

export interface LeaseHolder {
  readonly onEnd: (end: LeaseEnd) => void;
  /** Called with the time until which no other worker can have the job, in `performance.now()`. */
  readonly onRenewed: (untilMs: number) => void;
}

const RENEW_MS = 3000;
const LOOK_MS = 1000;
/** A safety margin before other workers consider this one dead. */
const SAFE_MS = (LEASE_SECONDS - 2) * 1000;

/** Renews the claim of a job until it is released. If the database does not answer in time, the job counts as lost. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #timers: NodeJS.Timeout[];
  readonly #busy = new Set<string>();
  #renewedMs: number;
  #holder: LeaseHolder | undefined;
  #end: LeaseEnd | undefined;
  #isReleased = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#renewedMs = options.claimedMs;
    this.#timers = [
      setInterval(() => this.#unlessBusy('renew', () => this.#renew()), RENEW_MS),
      setInterval(() => this.#unlessBusy('look', () => this.#look()), LOOK_MS),
    ];
  }

  /** From now on, reports changes of the lease to the holder, starting with the current state. */
  holdFor(holder: LeaseHolder): void {
    this.#holder = holder;
    holder.onRenewed(this.#renewedMs + SAFE_MS);
    if (this.#end) holder.onEnd(this.#end);
  }

  get isLost(): boolean {
    return this.#end === 'lost';
  }

  release(): void {
    this.#isReleased = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #renew(): Promise<void> {
    const askedMs = performance.now();
    if (!(await this.#options.renew())) {
      this.#endAs('lost');
      return;
    }
    this.#renewedMs = askedMs;
    this.#holder?.onRenewed(askedMs + SAFE_MS);
  }

  async #look(): Promise<void> {
    const state = await this.#options.stateOfRun();
    if (state === undefined) this.#endAs('lost');
    else if (state === 'hurrying') this.#endAs('hurried');
    else if (state !== 'running') this.#endAs('stopped');
  }

  /** A failed query is repeated as long as there is time. */
  #unlessBusy(name: string, ask: () => Promise<void>): void {
    if (performance.now() - this.#renewedMs > SAFE_MS) this.#endAs('lost');
    if (this.#busy.has(name) || this.#isReleased) return;
    this.#busy.add(name);
    ask()
      .catch(() => undefined)
      .finally(() => this.#busy.delete(name));
  }

  /** A stopped run keeps its lease until its running tasks have ended. */
  #endAs(end: LeaseEnd): void {
    if (this.#isReleased || this.#end === end || this.#end === 'lost') return;
    this.#end = end;
    if (end === 'lost') this.release();
    this.#holder?.onEnd(end);
  }
}
