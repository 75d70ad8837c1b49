import type { EngineEvent, EventSink, HostWait } from './events.ts';
import type { HostActivity } from './host/host-activity.ts';

/** A host that has told nothing for this long is told of, then after twice as long, and so on up to the longest pause. */
const FIRST_MS = 15_000;
const LONGEST_PAUSE_MS = 300_000;
const LOOK_MS = 1000;
const MOST_HOSTS = 10;

interface Silence {
  sinceMs: number;
  dueMs: number;
}

/** Tells what a run waits for when a host is busy and nothing has been told of it for a while. */
export class Waiting {
  readonly #sink: EventSink;
  /** By host. Set when the host is first looked at, and anew by each event that a person sees. */
  readonly #silences = new Map<string, Silence>();
  readonly #activities: () => Iterable<readonly [string, HostActivity]>;
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: EventSink, activities: () => Iterable<readonly [string, HostActivity]>) {
    this.#sink = sink;
    this.#activities = activities;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(performance.now()), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Passes events on, and notes of which hosts they tell. */
  readonly sink: EventSink = (event) => {
    const host = toldHost(event);
    if (host !== undefined) this.#silences.delete(host);
    this.#sink(event);
  };

  #look(nowMs: number): void {
    const waits: HostWait[] = [];
    for (const [host, { latest }] of this.#activities()) {
      if (!latest) this.#silences.delete(host);
      else if (this.#isDue(host, nowMs)) {
        const { what, task, item, line, startMs } = latest;
        waits.push({ host, what, task, item, line, ms: Math.round(nowMs - startMs) });
      }
    }
    if (waits.length === 0) return;
    waits.sort((a, b) => b.ms - a.ms);
    this.#sink({
      event: 'run.waiting',
      waits: waits.slice(0, MOST_HOSTS),
      more: Math.max(0, waits.length - MOST_HOSTS),
    });
  }

  #isDue(host: string, nowMs: number): boolean {
    const silence = this.#silences.get(host);
    if (!silence) this.#silences.set(host, { sinceMs: nowMs, dueMs: nowMs + FIRST_MS });
    else if (nowMs >= silence.dueMs) {
      silence.dueMs = nowMs + Math.min(nowMs - silence.sinceMs, LONGEST_PAUSE_MS);
      return true;
    }
    return false;
  }
}

const SHOWN: ReadonlySet<string> = new Set(['changed', 'would-change', 'may-change', 'failed', 'ignored', 'rescued']);

/** The host that a person has just seen something of. */
function toldHost(event: EngineEvent): string | undefined {
  switch (event.event) {
    case 'task.finished':
    case 'handler.finished':
      return SHOWN.has(event.status) ? event.host : undefined;
    case 'host.problem':
    case 'host.finished':
      return event.host;
    default:
      return undefined;
  }
}
