import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalWatch } from '../start/watch-signals.ts';
import { clusterDiagnostic } from './cluster-diagnostic.ts';

/** A run that others perform, as far as a signal reaches it. */
export interface SharedRun {
  /** With `hurry`, tasks in hand are ended too. */
  stop(run: string, hurry?: boolean): Promise<void>;
}

interface Stopping {
  readonly run: string;
  readonly signals: SignalWatch;
  readonly warn: (message: string) => void;
}

const AGAIN_MS = 1000;

/** A signal stops the run on its workers, the second one ends their tasks in hand. A terminal that is lost leaves the run alone. */
export function stopBySignal(cluster: SharedRun, { run, signals, warn }: Stopping): void {
  const stop = async (hurry: boolean): Promise<void> => {
    let isTold = false;
    while (!signals.isTerminalLost) {
      try {
        await cluster.stop(run, hurry);
        return;
      } catch (error) {
        const problem = clusterDiagnostic(error);
        if (!problem) throw error;
        if (!isTold) warn(`the run is not stopped yet: ${problem.summary}`);
        isTold = true;
        await sleep(AGAIN_MS, undefined, { ref: false });
      }
    }
  };
  signals.onSession({ requestStop: () => stop(false), killBatch: () => stop(true) });
  if (signals.stop.requested) void stop(false);
}
