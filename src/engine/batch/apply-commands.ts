import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import { parseBatch } from './parse-batch.ts';
import { requireAble } from './require-able.ts';
import { renderBatch } from '../script/batch-script.ts';

/** Runs shell commands of the engine as a batch without tasks. `id`: unique on the host. Throws `ModuleFailure` if a command fails. */
export async function applyCommands(host: HostState, id: string, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  const boundary = newBoundary();
  const script = renderBatch({
    tasks: [],
    prologue: commands,
    observation: '',
    pendingDirectory: '',
    boundary,
    uploaded: (path) => path,
  });
  const { stdout, stderr } = await host.activity.duringCall('writing records', host.session.apply({ id, script }));
  requireAble(parseBatch(stdout, stderr, boundary, 0));
}
