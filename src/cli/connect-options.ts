import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { SecretMask } from '../diagnostic/secret-mask.ts';
import type { ConnectOptions } from '../engine/host/connect-host.ts';
import { createTransport } from '../transport/create-transport.ts';
import type { CommandIo } from './command-io.ts';
import type { ConnectFlags } from './connect-flags.ts';

const CONNECT_RETRIES = 2;

/** How to connect, by the flags. Asks for the become password where they say so. */
export async function readConnectOptions(
  flags: ConnectFlags,
  io: CommandIo,
  mask: SecretMask,
): Promise<Omit<ConnectOptions, 'needsBecome'>> {
  const becomePassword = flags.askBecomePass ? await io.prompt?.('Become password: ') : undefined;
  if (becomePassword !== undefined) mask.add(becomePassword);
  return {
    transport: (kind) => createTransport(kind) ?? neverTransport(kind),
    acceptNewHostKeys: flags.acceptNewHostKeys ?? false,
    becomePassword,
    connectTimeoutMs: flags.timeout * 1000,
    connectRetries: CONNECT_RETRIES,
  };
}

/** Who holds the locks of this run, for others to read. */
export const thisRunner = (): { readonly who: string } => ({ who: `${userInfo().username}@${hostname()}` });

/** Sortable by time, unique by its tail: `20260131T120000Z-1a2b3c`. */
export const newRunId = (): string =>
  `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

function neverTransport(kind: string): never {
  throw new Error(`no transport for ${kind}`);
}
