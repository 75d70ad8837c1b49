import { feedScript } from '../script/feed-script.ts';
import type { HostState } from './host-state.ts';

export interface CommandEnd {
  readonly exitStatus: number;
  /** What it wrote to stdout and stderr, in the order in which it did. */
  readonly output: string;
}

/** Runs a line of sh on a locked host, once, whatever the connection does. The id is unique in the run. */
export async function runCommand(host: HostState, id: string, line: string): Promise<CommandEnd> {
  const { stdout, exitStatus } = await host.activity.duringCall(
    'running the command',
    host.session.apply({ id, script: `${feedScript(line)} 2>&1` }),
  );
  return { exitStatus, output: stdout.toString('utf8') };
}
