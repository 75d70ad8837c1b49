import { TransportError } from '../session.ts';
import { ChannelLost } from './channel-lost.ts';
import { settleWithin } from './settle-within.ts';
import type { ShellClient } from './shell-client.ts';
import type { ShellOpener } from './shell-opener.ts';

const FAREWELL_TAKES_MS = 5000;

/**
 * Ends the shell, which releases its lock, and drops the connection. The farewell script runs first; for it, a lost connection is
 * opened again.
 */
export async function endShell(
  opener: ShellOpener,
  liveShell: () => Promise<ShellClient>,
  farewell: string | undefined,
): Promise<void> {
  const shell = farewell === undefined ? opener.live : await liveShell().catch(noShell);
  if (shell?.alive === true) {
    const ended = new Promise<void>((resolve) => shell.onLost(() => resolve()));
    shell.send({ kind: 'q', body: farewell });
    await settleWithin(ended, FAREWELL_TAKES_MS);
  }
  opener.disconnect();
}

/** The farewell is skipped if the host can't be reached again. */
function noShell(error: unknown): undefined {
  if (!(error instanceof TransportError) && !(error instanceof ChannelLost)) throw error;
  return undefined;
}
