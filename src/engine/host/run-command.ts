import { feedScript } from '../script/feed-script.ts';
import type { HostState } from './host-state.ts';

export interface CommandEnd {
  readonly exitStatus: number;
  /** Output to stdout and stderr, in the original order. */
  readonly output: string;
}

/** Runs a shell command on a locked host exactly once, even if the connection breaks. The ID is unique in the run. */
export async function runCommand(host: HostState, id: string, line: string): Promise<CommandEnd> {
  const { stdout, exitStatus } = await host.activity.duringCall(
    'running the command',
    host.session.apply({ id, script: `${feedScript(line)} 2>&1` }),
  );
  return { exitStatus, output: stdout.toString('utf8') };
}
