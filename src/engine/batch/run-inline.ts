import type { AppliedChange, QueuedChange } from './queued-change.ts';
import { judgeChange } from './judge-change.ts';
import { renderBatch } from '../script/batch-script.ts';
import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import { traceSteps } from './trace-batch.ts';
import { parseBatch } from './parse-batch.ts';

/** Runs an action without changes directly in the shell: it needs no lock and leaves nothing on the host. */
export async function runInline(host: HostState, change: QueuedChange): Promise<AppliedChange> {
  const { ready, planned } = change;
  const boundary = newBoundary();
  const script = renderBatch({
    tasks: [
      {
        steps: planned.steps,
        setting: { as: ready.context.as, environment: ready.context.environment },
        pending: [],
        settles: [],
      },
    ],
    prologue: [],
    observation: '',
    pendingDirectory: '',
    boundary,
    uploaded: (path) => path,
  });
  traceSteps(host.tracer, [change]);
  const { stdout, stderr } = await host.activity.duringCall('running', host.session.observe(script));
  const { tasks } = parseBatch(stdout, stderr, boundary, 1);
  return judgeChange(change, tasks[0] ?? { status: 'not-started', outputs: [], elapsedMs: 0 }, host.session);
}
