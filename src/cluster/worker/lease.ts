import { LEASE_SECONDS } from '../store/queue.ts';

/** Why a job is not to be gone on with. `lost`: it is another worker's. `stopped`: somebody has stopped the run; `hurried`: and does not wait for tasks in hand. */
export type LeaseEnd = 'lost' | 'stopped' | 'hurried';

export interface LeaseOptions {
  /** When the claim was asked for, by `performance.now()`. */
  readonly claimedMs: number;
  /** False: the claim is another's. */
  readonly renew: () => Promise<boolean>;
  /** Undefined: the attempt is not the last one any more. */
  readonly stateOfRun: () => Promise<string | undefined>;
}

export interface LeaseHolder {
  readonly onEnd: (end: LeaseEnd) => void;
  /** Told until when nobody else can have the job, by `performance.now()`. */
  readonly onRenewed: (untilMs: number) => void;
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

  /** From here on it is told what becomes of the lease; at once what has come of it already. */
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

  /** A question that fails is asked again, as long as there is time. */
  #unlessBusy(name: string, ask: () => Promise<void>): void {
    if (performance.now() - this.#renewedMs > SAFE_MS) this.#endAs('lost');
    if (this.#busy.has(name) || this.#isReleased) return;
    this.#busy.add(name);
    ask()
      .catch(() => undefined)
      .finally(() => this.#busy.delete(name));
  }

  /** A run that is stopped keeps its lease until the tasks in hand have ended. */
  #endAs(end: LeaseEnd): void {
    if (this.#isReleased || this.#end === end || this.#end === 'lost') return;
    this.#end = end;
    if (end === 'lost') this.release();
    this.#holder?.onEnd(end);
  }
}
