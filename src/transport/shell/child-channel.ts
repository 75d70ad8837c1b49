import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createDrainWait } from './drain-wait.ts';
import type { ShellChannel } from './shell-channel.ts';

export interface ChildChannelOptions {
  /** Ends the child, in addition to its streams. */
  readonly onDestroy: () => void;
  /** The reason of the end according to its exit status. */
  readonly reasonOf?: (status: number | null) => Error | undefined;
}

/** The streams of a child process as a channel. */
export function wrapChild(child: ChildProcessWithoutNullStreams, options: ChildChannelOptions): ShellChannel {
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
      options.onDestroy();
    },
    onStdout: (listener) => void stdout.on('data', listener),
    onStderr: (listener) => void stderr.on('data', listener),
    onClose: (listener) => void child.on('close', (status) => listener(failure ?? options.reasonOf?.(status))),
  };
}
