/** A role, or task list, on one host, according to a run's events. Times are milliseconds since the start of the run. */
export interface Span {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The nodes that it depended on. If empty, it started when everything before it in the run had ended. */
  readonly waitedFor: readonly string[];
  readonly tasks: readonly Part[];
}

export interface Part {
  readonly name: string;
  readonly module: string;
  readonly ms: number;
}

/** A line of `--events`; the fields depend on the kind of event, see docs/reference/events.md. */
export interface EventLine {
  readonly event: string;
  readonly at: string;
  readonly node?: string;
  readonly waitedFor?: readonly string[];
  readonly ms?: number;
  readonly task?: { readonly name: string; readonly module: string };
}

/** The spans of a run. Handlers count as tasks. */
export function readSpans(events: readonly EventLine[]): Span[] {
  const start = Date.parse(events[0]?.at ?? '');
  const since = ({ at }: EventLine): number => Date.parse(at) - start;
  return events
    .filter(({ event }) => event === 'role.started')
    .flatMap((begun) => {
      const own = events.filter(({ node }) => node === begun.node);
      const ended = own.find(({ event }) => event === 'role.finished');
      if (begun.node === undefined || ended === undefined) return [];
      const tasks = own.flatMap(({ task, ms = 0 }) => (task && ms > 0 ? [{ ...task, ms }] : []));
      const { node, waitedFor = [] } = begun;
      return [{ node, fromMs: since(begun), toMs: since(ended), waitedFor, tasks }];
    });
}

/**
 * The chain of spans that ended last, first span first: each span is preceded by the one that it waited for longest. Without that span, or
 * with a shorter one, everything after it would have started earlier.
 */
export function criticalPath(spans: readonly Span[]): Span[] {
  const path: Span[] = [];
  let last = lastEnded(spans);
  while (last !== undefined) {
    path.unshift(last);
    last = lastEnded(predecessors(spans, last));
  }
  return path;
}

function predecessors(spans: readonly Span[], { node, fromMs, waitedFor }: Span): Span[] {
  const isBefore = (other: Span): boolean => other.node !== node && other.toMs <= fromMs && other.fromMs < fromMs;
  if (waitedFor.length === 0) return spans.filter(isBefore);
  return spans.filter((other) => waitedFor.includes(other.node) && isBefore(other));
}

const lastEnded = (spans: readonly Span[]): Span | undefined =>
  spans.reduce<Span | undefined>((last, span) => (last && last.toMs >= span.toMs ? last : span), undefined);

/** The duration of a span's tasks with this module. */
export const timeOf = ({ tasks }: Span, module: string): number =>
  tasks.filter((task) => task.module === module).reduce((sum, { ms }) => sum + ms, 0);
