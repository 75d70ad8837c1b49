import type { StopSignal } from '../../engine/run-context.ts';
import type { HostSession } from '../../transport/session.ts';
import { EXIT_INTERRUPTED } from '../exit-codes.ts';

export interface SignalWatch {
  readonly stop: StopSignal;
  /**
   * From here on hosts are connected to: a signal lets what is in hand end well. Before, a signal ends the process at once, by what the system does
   * without a handler, so that it works in the middle of a long computation too.
   */
  readonly begin: () => void;
  /** Told of each session, so that a signal reaches the batch that it runs. */
  readonly onSession: (session: Stoppable) => void;
  /** From here on it is stopped as soon as that is so, too. */
  readonly stopWhen: (isOver: () => boolean) => void;
  /** Stops as the first signal does. */
  readonly request: () => void;
  /** Stops as SIGTERM does, in all its steps. A service manager sends that too, to all processes, before or after: together they are one step. */
  readonly terminate: () => void;
  /** From here on a signal ends the process at once again. */
  readonly close: () => void;
  /** SIGHUP has come. */
  readonly isTerminalLost: boolean;
}

/** What has something in hand that a signal ends. */
export type Stoppable = Pick<HostSession, 'requestStop' | 'killBatch'>;

export interface SignalOptions {
  readonly say: (line: string) => void;
  /** Ends the process at once. */
  readonly quit: (exitCode: number) => void;
  /** Sees to signals that come while the main thread is busy; returns how to stop that. */
  readonly guard?: () => () => void;
}

/** Nobody presses Ctrl-C again in a CI, or for a service: what a first SIGTERM has not ended after so long is ended. */
export const TERM_STEP_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C finishes the tasks in hand and stops; the second ends the batches under way; the third waits for nothing
 * more. SIGTERM and SIGHUP count like it, and after one of them the further steps come by themselves.
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
      say(`stopping after the tasks in hand; ${how}`);
      request();
    } else if (count < 3) {
      say('ending the tasks in hand; press Ctrl-C again to leave without waiting');
      for (const session of sessions) void session.killBatch();
    } else {
      say('left without waiting: a task that has begun may go on on its host');
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
