import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { createDrainWait } from './shell/drain-wait.ts';
import { sessionOptionsOf } from './shell/session-options.ts';
import { openSession } from './shell/shell-session.ts';
import type { ConnectionTarget, HostSession, Transport } from './session.ts';
import type { SessionOptions } from './shell/session-options.ts';
import type { ShellChannel, ShellHost } from './shell/shell-channel.ts';

/** `connection: local`: this machine, through the same shell and protocol as any other host. */
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
  roundTrips = 0;

  openShell(command: string): Promise<ShellChannel> {
    this.roundTrips++;
    return Promise.resolve(spawnShell(command));
  }

  disconnect(): void {
    // A child process is a shell's whole connection.
  }
}

/** Its own session, as sshd gives it: the terminal's Ctrl-C is for the runner alone. */
function spawnShell(command: string): ShellChannel {
  const child = spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'pipe' });
  const { stdin, stdout, stderr } = child;
  stdin.on('error', () => stdin.destroy());
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  const wait = createDrainWait(stdin);
  stdin.once('close', wait.giveUp);
  return {
    write: (data) => void stdin.write(data),
    drained: wait.drained,
    end: () => void stdin.end(),
    destroy: () => {
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
      // what runs in it may take long to end
      child.unref();
    },
    onStdout: (listener) => void stdout.on('data', listener),
    onStderr: (listener) => void stderr.on('data', listener),
    onClose: (listener) => void child.on('close', () => listener(failure)),
  };
}
