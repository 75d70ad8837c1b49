import type { CommandIo } from '../command-io.ts';
import type { SignalWatch } from './watch-signals.ts';

/** For a command that connects to hosts: once it has started to connect, the first signal stops it in an orderly way. */
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
