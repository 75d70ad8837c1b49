import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { wrapChild } from './shell/child-channel.ts';
import { sessionOptionsOf } from './shell/session-options.ts';
import { openSession } from './shell/shell-session.ts';
import type { ConnectionTarget, HostSession, Transport } from './session.ts';
import type { SessionOptions } from './shell/session-options.ts';
import type { ShellChannel, ShellHost } from './shell/shell-channel.ts';

/** `connection: local`: this machine, with the same shell and protocol as other hosts. */
export function createLocalTransport(options: Partial<SessionOptions> = {}): Transport {
  return {
    connect: (target: ConnectionTarget): Promise<HostSession> =>
      openSession(new LocalShellHost(), {
        ...sessionOptionsOf(target),
        ...options,
      }),
  };
}

export class LocalShellHost implements ShellHost {
  readonly loginUser = userInfo().username;
  readonly isLocal = true;
  roundTrips = 0;

  openShell(command: string): Promise<ShellChannel> {
    this.roundTrips++;
    return Promise.resolve(spawnShell(command));
  }

  disconnect(): void {
    // A shell's connection consists of a child process only.
  }
}

/** A separate session, as under sshd, so that the terminal's Ctrl-C reaches the runner only. */
function spawnShell(command: string): ShellChannel {
  const child = spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'pipe' });
  // its processes may take long to end
  return wrapChild(child, { onDestroy: () => child.unref() });
}
