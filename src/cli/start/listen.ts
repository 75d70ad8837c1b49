import type { CommandIo } from '../command-io.ts';
import type { SignalWatch } from './watch-signals.ts';

/** For a command that is going to connect: once it has begun to, the first signal stops it well. */
export const listen = ({ signals = DEAF }: CommandIo): SignalWatch => signals;

const DEAF: SignalWatch = {
  stop: { requested: false },
  begin: () => undefined,
  onSession: () => undefined,
  stopWhen: () => undefined,
  request: () => undefined,
  terminate: () => undefined,
  close: () => undefined,
  isTerminalLost: false,
};
