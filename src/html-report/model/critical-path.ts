import type { NodeSpan } from './read-spans.ts';

export interface CriticalStep {
  readonly span: NodeSpan;
  /** Why it began no earlier. `start`: nothing before it is known to have held it. */
  readonly after: 'start' | 'dependency' | 'host' | 'play';
  /** From the end of the step before (or the start of the run) to its own beginning. */
  readonly idleMs: number;
}

/** What the length of the run comes from: from the node that ended last back to the first, each held by the one before. */
export function criticalPath(spans: readonly NodeSpan[]): CriticalStep[] {
  const ran = spans.filter(({ status }) => status !== 'blocked');
  const steps: CriticalStep[] = [];
  for (let span = latest(ran); span;) {
    const held = holderOf(span, ran);
    steps.unshift({ span, after: reason(span, held), idleMs: Math.max(0, span.startMs - (held?.endMs ?? 0)) });
    span = held;
  }
  return steps;
}

const latest = (spans: readonly NodeSpan[]): NodeSpan | undefined =>
  spans.reduce<NodeSpan | undefined>((last, span) => (last && last.endedAt > span.endedAt ? last : span), undefined);

/** Of what a node has to wait for, that which ended last: what it names, earlier nodes of its host, and earlier plays. */
function holderOf(span: NodeSpan, spans: readonly NodeSpan[]): NodeSpan | undefined {
  const before = spans.filter(({ endedAt }) => endedAt < span.startedAt);
  return latest(before.filter((other) => reason(span, other) !== 'start'));
}

function reason(span: NodeSpan, other: NodeSpan | undefined): CriticalStep['after'] {
  if (!other) return 'start';
  if (other.host === span.host) return 'host';
  if (span.waitedFor.includes(other.id)) return 'dependency';
  return other.play === span.play ? 'start' : 'play';
}
