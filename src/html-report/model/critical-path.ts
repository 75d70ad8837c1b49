import type { NodeSpan } from './read-spans.ts';

export interface CriticalStep {
  readonly span: NodeSpan;
  /** Why the step did not begin earlier. `start`: no known step delayed it. */
  readonly after: 'start' | 'dependency' | 'host' | 'play';
  /** From the end of the previous step (or the start of the run) to the beginning of this one. */
  readonly idleMs: number;
}

/** The steps that determine the duration of the run: from the last node to end back to the first, each delayed by the one before. */
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

/** The dependency of a node that ended last: nodes that it names, earlier nodes of its host, and earlier plays. */
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
