import type { NodeStatus } from '../../engine/events.ts';
import type { RecordedEvent, RecordedRun } from '../../records/recorded-run.ts';

/** The time span of a role (or task list) on a host. Times are milliseconds since the run's start. */
export interface NodeSpan {
  readonly id: string;
  readonly host: string;
  readonly role: string;
  readonly play: string;
  readonly status: NodeStatus | 'unfinished';
  readonly blockedBy: string | undefined;
  readonly waitedFor: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  /** Indexes of its events in the record, which determine the order of events, since times may be equal. */
  readonly startedAt: number;
  readonly endedAt: number;
}

type Of<Name extends RecordedEvent['event']> = Extract<RecordedEvent, { readonly event: Name }>;
interface Started {
  readonly event: Of<'role.started'>;
  readonly place: number;
}

/** In the order of their ends; unfinished ones are last, and extend to the end of the record. */
export function readSpans({ started, events }: RecordedRun): NodeSpan[] {
  const zero = Date.parse(started.at);
  const since = (at: string): number => Math.max(0, Date.parse(at) - zero);
  const open = new Map<string, Started>();
  const spans: NodeSpan[] = [];
  for (const [place, event] of events.entries()) {
    if (event.event === 'role.started') open.set(event.node, { event, place });
    if (event.event !== 'role.finished') continue;
    const begun = open.get(event.node);
    open.delete(event.node);
    const { blockedBy, status, at } = event;
    const first = begun ?? { event: { ...event, waitedFor: [] }, place };
    spans.push({ ...begin(first, since), status, blockedBy, endMs: since(at), endedAt: place });
  }
  const endMs = since(events.at(-1)?.at ?? started.at);
  const rest = [...open.values()].map((begun) => begin(begun, since));
  const unfinished = { status: 'unfinished', blockedBy: undefined, endMs, endedAt: events.length } as const;
  return [...spans, ...rest.map((span) => ({ ...span, ...unfinished }))];
}

type Beginning = Pick<NodeSpan, 'id' | 'host' | 'role' | 'play' | 'waitedFor' | 'startMs' | 'startedAt'>;
type BeginningEvent = Pick<Of<'role.started'>, 'node' | 'host' | 'role' | 'play' | 'waitedFor' | 'at'>;

function begin(
  { event, place }: { readonly event: BeginningEvent; readonly place: number },
  since: (at: string) => number,
): Beginning {
  const { node, host, role, play, waitedFor, at } = event;
  return { id: node, host, role, play, waitedFor, startMs: since(at), startedAt: place };
}
