import type { PlannedChange, RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import { listQueries, planTask } from '../../predict/plan-task.ts';
import { sharedId } from '../../predict/overlay.ts';
import { queryReads } from '../../query/query.ts';
import { overlaps } from '../../query/resource-key.ts';
import { ofTask } from '../errors.ts';
import type { Failure } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';

/** Registered fields that tell what is there now. */
export function observedResult(
  host: HostState,
  { ready, label }: QueuedChange,
  end: AppliedChange,
): Record<string, unknown> {
  if (
    ready.module.kind !== 'state' ||
    end.status !== 'changed' ||
    !listQueries(ready).every((query) => host.answers.get(query) !== undefined)
  )
    return {};
  const again = ofTask(label, () => planTask(proving(ready), host.overlay));
  return again.status === 'ok' ? again.result : {};
}

/** What state tasks say after their own apply: that nothing differs, or what does. One that a later change has overwritten is not asked. */
export async function proveChanges(
  host: HostState,
  settling: readonly QueuedChange[],
  all: readonly QueuedChange[],
): Promise<ReadonlyMap<QueuedChange, TaskPlan>> {
  const lasting = settling.filter(
    (change) => !all.slice(all.indexOf(change) + 1).some((later) => overwrites(later, change)),
  );
  const proofs = new Map<QueuedChange, TaskPlan>();
  for (const change of lasting) proofs.set(change, await pollUntilConverged(host, change));
  return proofs;
}

export function proofFailure(proof: TaskPlan): Failure | undefined {
  if (proof.status === 'change') return notConverging(proof);
  return proof.status === 'failed' ? { message: proof.message, hint: proof.hint } : undefined;
}

function overwrites(later: QueuedChange, earlier: QueuedChange): boolean {
  const { writes, predictions } = later.planned;
  if (writes.unlistedEffects) return true;
  const predicted = new Set(predictions.map(({ query }) => sharedId(query)));
  return listQueries(earlier.ready).some((query) => {
    const reads = queryReads(query);
    return (
      predicted.has(sharedId(query)) ||
      reads === 'anything' ||
      writes.keys.some((key) => reads.some((read) => overlaps(key, read)))
    );
  });
}

/** What leaves no trace, such as a restart, is no difference any more once it has been done. */
const proving = (ready: RenderedTask): RenderedTask => ({ ...ready, context: { ...ready.context, isRecheck: true } });

const SETTLE_INTERVAL_MS = 200;

/** Looks until the resource is as it was asked to be, or its time is up. */
async function pollUntilConverged(host: HostState, { ready, label }: QueuedChange): Promise<TaskPlan> {
  const limitMs = ready.bound.kind === 'state' ? ready.bound.convergeTimeoutMs : 0;
  const start = performance.now();
  for (;;) {
    const again = ofTask(label, () => planTask(proving(ready), host.overlay));
    if (again.status === 'ok' || performance.now() - start >= limitMs) return again;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_INTERVAL_MS));
    await host.observe(listQueries(ready), { fresh: true });
  }
}

function notConverging({ changes }: PlannedChange): Failure {
  const attributes = changes.map(({ attribute, before, after, secret }) =>
    secret ? attribute : `${attribute} is ${JSON.stringify(before)}, not ${JSON.stringify(after)}`,
  );
  return {
    message: `it does not converge: after apply, ${attributes.join('; ')}`,
    hint: 'Something on the host sets it back, or another task asks for something else.',
  };
}
