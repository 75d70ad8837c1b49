import type { Unmet } from '../jobs/blocked-nodes.ts';
import type { ClusterJob } from '../jobs/cluster-job.ts';

export interface JobEnd {
  readonly unmet: Unmet;
  /** No later play is to be run. */
  readonly isFatal: boolean;
}

/** The state of a run's jobs when several processes on one machine share the run: which jobs may begin, and what later jobs must know. */
export class JobBoard {
  readonly #jobs: readonly ClusterJob[];
  readonly #begun = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #unmetNodes = new Set<string>();
  /** Hosts that failed, or could not be used, with the place of the play in which they did first. */
  readonly #unmetHosts = new Map<string, number | undefined>();
  #isFatal = false;

  constructor(jobs: readonly ClusterJob[]) {
    this.#jobs = jobs;
  }

  /** A play ended the run: later plays do not run. */
  get isFatal(): boolean {
    return this.#isFatal;
  }

  /** No job is left to begin, or may. */
  get isDone(): boolean {
    return this.#isFatal || this.#begun.size === this.#jobs.length;
  }

  /** Those that have not begun. */
  get waiting(): readonly ClusterJob[] {
    return this.#jobs.filter(({ name }) => !this.#begun.has(name));
  }

  get unmet(): Unmet {
    return { nodes: this.#unmetNodes, hosts: new Set(this.#unmetHosts.keys()) };
  }

  /** Takes a job whose earlier jobs have all ended. Undefined: there is none now. */
  take(): ClusterJob | undefined {
    if (this.#isFatal) return undefined;
    const job = this.#jobs.find(
      ({ name, after }) => !this.#begun.has(name) && after.every((earlier) => this.#ended.has(earlier)),
    );
    if (!job) return undefined;
    this.#isFatal = this.#jobs.some((earlier) => isBefore(earlier, job) && this.#hasFailedAll(earlier));
    if (this.#isFatal) return undefined;
    this.#begun.add(job.name);
    return job;
  }

  end(job: ClusterJob, { unmet, isFatal }: JobEnd): void {
    this.#ended.add(job.name);
    for (const node of unmet.nodes) this.#unmetNodes.add(node);
    for (const host of unmet.hosts) if (!this.#unmetHosts.has(host)) this.#unmetHosts.set(host, job.play?.index);
    this.#isFatal ||= isFatal;
  }

  /** All hosts of the job's play failed in that play, in whichever of its jobs. */
  #hasFailedAll({ play }: ClusterJob): boolean {
    const failed = [...this.#unmetHosts.values()].filter((index) => index === play?.index);
    return failed.length === play?.hosts;
  }
}

const isBefore = (earlier: ClusterJob, job: ClusterJob): boolean =>
  earlier.play !== undefined && job.play !== undefined && earlier.play.index < job.play.index;
