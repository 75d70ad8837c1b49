import type { StopSignal } from '../../engine/run-context.ts';
import type { HostSession } from '../../transport/session.ts';
import { EXIT_INTERRUPTED } from '../exit-codes.ts';

export interface SignalWatch {
  readonly stop: StopSignal;
  /**
   * Called before hosts are connected to: from then on, a signal lets running tasks finish. Before, the system's default action ends the
   * process at once, even during a long computation.
   */
  readonly begin: () => void;
  /** Called with each session, so that a signal reaches its running batch. */
  readonly onSession: (session: Stoppable) => void;
  /** From then on, the run is also stopped as soon as this returns true. */
  readonly stopWhen: (isOver: () => boolean) => void;
  /** Stops like the first signal. */
  readonly request: () => void;
  /** Stops as SIGTERM does, in all its steps. A service manager sends that too, to all processes, before or after: together they are one step. */
  readonly terminate: () => void;
  /** From then on, a signal ends the process at once again. */
  readonly close: () => void;
  /** Whether SIGHUP was received. */
  readonly isTerminalLost: boolean;
}

/** A session whose running work a signal ends. */
export type Stoppable = Pick<HostSession, 'requestStop' | 'killBatch'>;

export interface SignalOptions {
  readonly say: (line: string) => void;
  /** Ends the process at once. */
  readonly quit: (exitCode: number) => void;
  /** Handles signals while the main thread is busy; returns a function that stops this. */
  readonly guard?: () => () => void;
}

/** In a CI or a service, nobody presses Ctrl-C again: after this time, the next step follows the first SIGTERM automatically. */
export const TERM_STEP_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C lets running tasks finish and stops; the second ends the running batches; the third exits without waiting.
 * SIGTERM and SIGHUP count like Ctrl-C, and the further steps follow automatically.
 */
export function watchSignals({ say, quit, guard }: SignalOptions): SignalWatch {
  let announce = (): void => undefined;
  let isRequested = false;
  let isOver = (): boolean => false;
  const stop = {
    get requested() {
      return isRequested || isOver();
    },
    asked: new Promise<void>((resolve) => (announce = resolve)),
  };
  const sessions: Stoppable[] = [];
  let count = 0;
  let isTerminalLost = false;
  /** By `terminate`, without a SIGTERM yet. */
  let isTerminated = false;
  let timer: NodeJS.Timeout | undefined;
  let endGuard: (() => void) | undefined;
  const request = (): void => {
    isRequested = true;
    announce();
    for (const session of sessions) void session.requestStop();
  };
  const step = (how: string): void => {
    count++;
    if (!isRequested) {
      say(`stopping after the running tasks; ${how}`);
      request();
    } else if (count < 3) {
      say('ending the running tasks; press Ctrl-C again to exit without waiting');
      for (const session of sessions) void session.killBatch();
    } else {
      say('exited without waiting: a task that has started may continue on its host');
      quit(EXIT_INTERRUPTED);
    }
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    isTerminalLost ||= signal === 'SIGHUP';
    if (signal === 'SIGTERM' && isTerminated) {
      isTerminated = false;
      return;
    }
    if (signal === 'SIGINT') step('press Ctrl-C again to end them');
    else {
      step(`they are ended in ${String(TERM_STEP_MS / 1000)} s`);
      stepByItself();
    }
  };
  const stepByItself = (): void => void (timer ??= setInterval(() => step(''), TERM_STEP_MS).unref());
  return {
    stop,
    begin: () => {
      for (const signal of SIGNALS) process.on(signal, onSignal);
      endGuard ??= guard?.();
    },
    onSession: (session) => sessions.push(session),
    stopWhen: (is) => (isOver = is),
    request,
    terminate: () => {
      if (isRequested) stepByItself();
      else {
        onSignal('SIGTERM');
        isTerminated = true;
      }
    },
    close: () => {
      clearInterval(timer);
      endGuard?.();
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
    get isTerminalLost() {
      return isTerminalLost;
    },
  };
}
