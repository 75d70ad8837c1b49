import type { EngineEvent, HostRecap } from '../../engine/events.ts';

/** Collects the problems of hosts. */
export class HostProblems {
  /** The first problem of each host. Filled by `note`, read at the end of the run. */
  readonly #messages = new Map<string, string>();

  note(event: EngineEvent): void {
    if (event.event === 'host.problem') this.#add(event.host, `${event.problem}: ${event.message}`);
    else if ((event.event === 'task.finished' || event.event === 'handler.finished') && event.status === 'failed')
      this.#add(event.host, `${event.task.name} failed: ${event.failure?.message ?? ''}`);
  }

  /** Why the run did not complete on a host with this status; undefined if it did. */
  of(host: string, status: HostRecap['status']): string | undefined {
    return status === 'ok' || status === 'changed' ? undefined : (this.#messages.get(host) ?? status);
  }

  #add(host: string, message: string): void {
    if (!this.#messages.has(host)) this.#messages.set(host, message);
  }
}
