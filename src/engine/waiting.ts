import type { EngineEvent, EventSink, HostWait } from './events.ts';
import type { Activity, HostActivity } from './host/host-activity.ts';

/** A silent host is reported after this time, then after twice as long, and so on up to a limit. In between, the longest wait is shown. */
const FIRST_MS = 15_000;
const LONGEST_PAUSE_MS = 300_000;
/** Regardless of the number of waiting hosts, the run is never silent for 20 s. */
const LONGEST_SILENCE_MS = 18_000;
const LOOK_MS = 1000;
const MOST_HOSTS = 10;

interface Silence {
  sinceMs: number;
  dueMs: number;
}

/** Reports what a run waits for when a host is busy and nothing has been reported about it for a while. */
export class Waiting {
  readonly #sink: EventSink;
  /** By host. Set when the host is first examined, and reset by each event that is shown. */
  readonly #silences = new Map<string, Silence>();
  readonly #activities: () => Iterable<readonly [string, HostActivity]>;
  /** The time of the last report. Set by each event that is shown, and by each check that reports something. */
  #toldMs = performance.now();
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

  /** Passes events on, and records which hosts they mention. */
  readonly sink: EventSink = (event) => {
    const host = toldHost(event);
    if (host !== undefined) {
      this.#silences.delete(host);
      this.#toldMs = performance.now();
    }
    this.#sink(event);
  };

  #look(nowMs: number): void {
    const busy: [string, Activity][] = [];
    const due = new Set<string>();
    for (const [host, { latest }] of this.#activities()) {
      if (!latest || latest.waitsFor === 'person') {
        this.#silences.delete(host);
        continue;
      }
      busy.push([host, latest]);
      if (this.#isDue(host, nowMs)) due.add(host);
    }
    busy.sort(([, a], [, b]) => rankOf(a) - rankOf(b) || a.startMs - b.startMs);
    if (due.size > 0) this.#tell(busy.filter(([host]) => due.has(host)).slice(0, MOST_HOSTS), due.size, nowMs);
    else if (nowMs - this.#toldMs >= LONGEST_SILENCE_MS) this.#tell(busy.slice(0, 1), busy.length, nowMs);
  }

  #tell(busy: readonly (readonly [string, Activity])[], count: number, nowMs: number): void {
    if (busy.length === 0) return;
    this.#toldMs = nowMs;
    const waits: HostWait[] = busy.map(([host, { what, task, item, line, startMs }]) => {
      return { host, what, task, item, line, ms: Math.round(nowMs - startMs) };
    });
    this.#sink({ event: 'run.waiting', waits, more: count - waits.length });
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

/** Working hosts come before hosts that wait for them. */
const rankOf = ({ waitsFor }: Activity): number => Number(waitsFor !== undefined);

const SHOWN: ReadonlySet<string> = new Set(['changed', 'would-change', 'may-change', 'failed', 'ignored', 'rescued']);

/** The host that the event shows something about. */
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
