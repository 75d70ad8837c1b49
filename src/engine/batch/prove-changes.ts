import type { PlannedChange, RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import { listQueries, planTask } from '../../predict/plan-task.ts';
import { ofTask } from '../errors.ts';
import type { Failure } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';

/** Registered fields with the observed state. */
export function observedResult(
  host: HostState,
  { ready, label }: QueuedChange,
  end: AppliedChange,
): Record<string, unknown> {
  if (
    ready.module.kind !== 'state' ||
    !hasEnded(end) ||
    !listQueries(ready).every((query) => host.answers.get(query) !== undefined)
  )
    return {};
  const again = ofTask(label, () => planTask(proving(ready), host.overlay));
  return again.status === 'ok' ? again.result : {};
}

/** Its steps have run, and none has failed. */
export const hasEnded = ({ status }: AppliedChange): boolean => status === 'changed' || status === 'unchanged';

/** The changes whose results no later one overwrites. `host` is as it was observed before them. */
export function findLasting(host: HostState, changes: readonly QueuedChange[]): ReadonlySet<QueuedChange> {
  const overlay = host.planAnew();
  for (const { planned, label } of changes) overlay.record(planned.predictions, planned.writes, label.name);
  return new Set(
    changes.filter(({ ready }, i) => !listQueries(ready).some((query) => overlay.isWrittenAfter(i + 1, query))),
  );
}

/** Verifies state tasks after their apply: the remaining differences, if any. */
export async function proveChanges(
  host: HostState,
  lasting: readonly QueuedChange[],
): Promise<ReadonlyMap<QueuedChange, TaskPlan>> {
  const proofs = new Map<QueuedChange, TaskPlan>();
  for (const change of lasting) proofs.set(change, await pollUntilConverged(host, change));
  return proofs;
}

export function proofFailure(proof: TaskPlan): Failure | undefined {
  if (proof.status === 'change') return notConverging(proof);
  return proof.status === 'failed' ? { message: proof.message, hint: proof.hint } : undefined;
}

/** After the apply, actions without a lasting state, such as a restart, count as done. */
const proving = (ready: RenderedTask): RenderedTask => ({ ...ready, context: { ...ready.context, isRecheck: true } });

const SETTLE_INTERVAL_MS = 200;

/** Polls until the resource has the desired state, or until the timeout. */
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
    message: `the state does not converge: after apply, ${attributes.join('; ')}`,
    hint: 'Something on the host sets it back, or another task asks for something else.',
  };
}
