import type { EngineEvent, HostRecap, RoleFinished } from '../../engine/events.ts';
import { NO_RECAP } from '../../engine/host/no-recap.ts';
import { countAsChanged, sumRecaps } from './sum-recaps.ts';
import { ToldResults } from './told-results.ts';

/** An event of an attempt of a job. */
export interface JobEvent {
  readonly job: string;
  readonly attempt: number;
  readonly event: EngineEvent;
}

interface JobSoFar {
  readonly results: ToldResults;
  /** The recap of each host from the last attempt. */
  recaps: Readonly<Record<string, HostRecap>>;
}

/** Merges the events of jobs into one run: takes the events of all attempts of each job, and returns the events of the run. */
export class MergedRun {
  readonly #jobs = new Map<string, JobSoFar>();
  readonly #connected = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #ended = new Map<string, RoleFinished['status']>();
  readonly #warnings = new Set<string>();

  /** The events of the run for this one: the event itself, or none. */
  take({ job, attempt, event }: JobEvent): EngineEvent[] {
    const known = this.#jobs.get(job) ?? { results: new ToldResults(), recaps: {} };
    this.#jobs.set(job, known);
    if (!known.results.isNews(attempt, event)) return [];
    switch (event.event) {
      case 'run.started':
      case 'host.finished':
        return [];
      case 'run.finished':
        known.recaps = withEarlier(event.hosts, known.results);
        return [];
      case 'host.connected':
        return ifNew(this.#connected, event.host, event);
      case 'role.started':
        return ifNew(this.#begun, event.node, event);
      case 'warning':
        return ifNew(this.#warnings, `${event.host ?? ''}\0${event.message}`, event);
      case 'role.finished':
        return this.#endRole(event);
      default:
        return [event];
    }
  }

  /** The recap of each host so far; of a host that no job has reported, nothing has begun. */
  recaps(hosts: readonly string[]): Record<string, HostRecap> {
    const jobs = [...this.#jobs.values()];
    return Object.fromEntries(
      hosts.map((host) => {
        const own = jobs.flatMap(({ recaps }) => recaps[host] ?? []);
        return [host, own.length === 0 ? NO_RECAP : sumRecaps(own)];
      }),
    );
  }

  #endRole(event: RoleFinished): EngineEvent[] {
    const before = this.#ended.get(event.node);
    const isGood = (status: RoleFinished['status']): boolean => status === 'ok' || status === 'changed';
    if (before === event.status || (before !== undefined && isGood(before) && isGood(event.status))) return [];
    this.#ended.set(event.node, event.status);
    return [event];
  }
}

const withEarlier = (hosts: Readonly<Record<string, HostRecap>>, results: ToldResults): Record<string, HostRecap> =>
  Object.fromEntries(
    Object.entries(hosts).map(([host, recap]) => [host, countAsChanged(recap, results.changedBefore(host))]),
  );

function ifNew(known: Set<string>, key: string, event: EngineEvent): EngineEvent[] {
  if (known.has(key)) return [];
  known.add(key);
  return [event];
}
