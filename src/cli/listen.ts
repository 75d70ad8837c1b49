import type { CommandIo } from './command-io.ts';
import type { SignalWatch } from './watch-signals.ts';

/** For a command that is going to connect: from here on the first signal stops it well. */
export function listen({ signals = DEAF }: CommandIo): SignalWatch {
  signals.begin();
  return signals;
}

const DEAF: SignalWatch = {
  stop: { requested: false },
  begin: () => undefined,
  onSession: () => undefined,
  request: () => undefined,
  close: () => undefined,
};
