import type { StopSignal } from '../engine/run-context.ts';
import type { HostSession } from '../transport/session.ts';
import { EXIT_INTERRUPTED } from './exit-codes.ts';

export interface SignalWatch {
  readonly stop: StopSignal;
  /** From here on hosts are connected to: a signal lets what is in hand end well. Before, it ends the process at once. */
  readonly begin: () => void;
  /** Told of each session, so that a signal reaches the batch that it runs. */
  readonly onSession: (session: HostSession) => void;
  /** Stops as the first signal does. */
  readonly request: () => void;
  readonly close: () => void;
}

export interface SignalOptions {
  readonly say: (line: string) => void;
  /** Ends the process at once. */
  readonly quit: (exitCode: number) => void;
}

/**
 * The first Ctrl-C finishes the tasks in hand and stops; the second ends the batches under way; the third waits for nothing
 * more. SIGTERM and SIGHUP count like it.
 */
export function watchSignals({ say, quit }: SignalOptions): SignalWatch {
  let announce = (): void => undefined;
  const stop = { requested: false, asked: new Promise<void>((resolve) => (announce = resolve)) };
  const sessions: HostSession[] = [];
  let hasBegun = false;
  let count = 0;
  const request = (): void => {
    stop.requested = true;
    announce();
    for (const session of sessions) void session.requestStop();
  };
  const onSignal = (): void => {
    count++;
    if (!hasBegun) {
      say('interrupted: no host was touched');
      quit(EXIT_INTERRUPTED);
    } else if (!stop.requested) {
      say('stopping after the tasks in hand; press Ctrl-C again to end them');
      request();
    } else if (count < 3) {
      say('ending the tasks in hand; press Ctrl-C again to leave without waiting');
      for (const session of sessions) void session.killBatch();
    } else {
      say('left without waiting: a task that has begun may go on on its host');
      quit(EXIT_INTERRUPTED);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop,
    begin: () => (hasBegun = true),
    onSession: (session) => sessions.push(session),
    request,
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
