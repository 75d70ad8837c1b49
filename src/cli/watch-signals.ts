import type { StopSignal } from '../engine/run-context.ts';
import type { HostSession } from '../transport/contract.ts';
import type { CommandIo } from './command-io.ts';

export interface SignalWatch {
  readonly stop: StopSignal;
  /** Told of each session, so that a signal reaches the batch that it runs. */
  readonly onSession: (session: HostSession) => void;
  readonly close: () => void;
}

/** The first Ctrl-C finishes the task in hand and stops; the second ends the batches under way. */
export function watchSignals(io: Pick<CommandIo, 'stderr'>): SignalWatch {
  const stop = { requested: false };
  const sessions: HostSession[] = [];
  const onSignal = (): void => {
    if (stop.requested) {
      io.stderr.write('\nending the tasks in hand\n');
      for (const session of sessions) void session.killBatch();
      return;
    }
    stop.requested = true;
    io.stderr.write('\nstopping after the tasks in hand; press Ctrl-C again to end them\n');
    for (const session of sessions) void session.requestStop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop,
    onSession: (session) => sessions.push(session),
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
