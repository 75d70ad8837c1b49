/** A role, or task list, on one host, as a run's events tell of it. Times are milliseconds since the run began. */
export interface Span {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The nodes that it needed. None: it began when all that came before in the run had ended. */
  readonly waitedFor: readonly string[];
  readonly tasks: readonly Part[];
}

export interface Part {
  readonly name: string;
  readonly module: string;
  readonly ms: number;
}

/** Any line of `--events`; fields by the kind of event, as docs/reference/events.md has them. */
export interface EventLine {
  readonly event: string;
  readonly at: string;
  readonly node?: string;
  readonly waitedFor?: readonly string[];
  readonly ms?: number;
  readonly task?: { readonly name: string; readonly module: string };
}

/** What ran when. Handlers count as tasks. */
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
 * The chain of spans that ended last, first span first: before each comes the one that it waited for longest, which without it or with
 * less to do would have let everything after it begin earlier.
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

/** How long a span's tasks of this module took. */
export const timeOf = ({ tasks }: Span, module: string): number =>
  tasks.filter((task) => task.module === module).reduce((sum, { ms }) => sum + ms, 0);
