import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import { renderBatch } from '../script/batch-script.ts';

/** Runs shell commands of the engine's own as a batch of no tasks. `id` is unique in the run and on the host. */
export async function applyCommands(host: HostState, id: string, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  const script = renderBatch({
    tasks: [],
    prologue: commands,
    observation: '',
    pendingDirectory: '',
    boundary: newBoundary(),
    uploaded: (path) => path,
  });
  await host.activity.duringCall('writing records', host.session.apply({ id, script }));
}
