import type { AppliedChange, QueuedChange } from './apply-batch.ts';
import { judge } from './apply-batch.ts';
import { renderBatch } from './batch-script.ts';
import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import { parseBatch } from './parse-batch.ts';

/** Runs an action that changes nothing in the shell itself: it needs no lock and leaves nothing on the host. */
export async function runInline(host: HostState, { ready, planned }: QueuedChange): Promise<AppliedChange> {
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
  const { stdout, stderr } = await host.session.observe(script);
  const { tasks } = parseBatch(stdout, stderr, boundary, 1);
  return judge({ ready, planned }, tasks[0] ?? { status: 'not-started', outputs: [], elapsedMs: 0 });
}
