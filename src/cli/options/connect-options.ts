import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { ConnectOptions } from '../../engine/host/connect-host.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../../values/connection-kinds.ts';
import { createTransport } from '../../transport/create-transport.ts';
import { ConnectionBudget } from '../../transport/connection-budget.ts';
import { readAccountPassword } from '../../vault/password-file.ts';
import type { CommandIo } from '../command-io.ts';
import type { ConnectFlags } from './connect-flags.ts';
import { requirePrivateKey } from './require-private-key.ts';

const CONNECT_RETRIES = 2;

/** The connection settings from the flags. Prompts for the become password if a flag requests it. */
export async function readConnectOptions(
  flags: ConnectFlags,
  io: CommandIo,
  mask: SecretMask,
): Promise<Omit<ConnectOptions, 'needsBecome'>> {
  if (flags.privateKey !== undefined) requirePrivateKey(flags.privateKey, io.env);
  const ask = passwordReader(io, mask);
  const becomePassword = await ask('sudo', flags.askBecomePass, flags.becomePasswordFile);
  const password = await ask('login', flags.askPass, flags.connectionPasswordFile);
  return {
    transport: (kind) => createTransport(kind) ?? neverTransport(kind),
    acceptNewHostKeys: flags.acceptNewHostKeys ?? false,
    becomePassword,
    unsaid: {
      kind: flags.connection === undefined ? undefined : CONNECTION_KINDS[flags.connection],
      user: flags.user,
      port: flags.port,
      password,
      privateKeyFile: flags.privateKey,
      sshArguments: [flags.sshArgs, flags.sshCommonArgs, flags.sshExtraArgs].filter(Boolean).join(' ') || undefined,
      becomeMethod: flags.becomeMethod === undefined ? undefined : BECOME_METHODS[flags.becomeMethod],
    },
    connectTimeoutMs: flags.timeout * 1000,
    connectRetries: CONNECT_RETRIES,
    lockTimeoutMs: flags.lockTimeout === undefined ? undefined : flags.lockTimeout * 1000,
    outputBytes: flags.maxOutputMb * 1024 * 1024,
    budget: new ConnectionBudget(Math.min(flags.forks, connectionsPossible())),
  };
}

/** Prompts for a password or reads it from a file; undefined if no flag requests one. */
function passwordReader(io: CommandIo, mask: SecretMask) {
  const warn = (message: string): void => void io.stderr.write(`warning: ${message}\n`);
  const tell = (line: string): void => void io.stderr.write(`${line}\n`);
  return async (use: 'sudo' | 'login', isAsked = false, file?: string): Promise<string | undefined> => {
    const answer = isAsked
      ? await io.prompt?.(QUESTIONS[use])
      : file === undefined
        ? undefined
        : await readAccountPassword(file, { use, label: file, warn, tell });
    if (answer !== undefined) mask.add(answer);
    return answer;
  };
}

const QUESTIONS = { sudo: 'Become password: ', login: 'SSH password: ' };

/** File descriptors that a connection may need (pipes of a ProxyCommand), and those that the process needs besides. */
const FILES_EACH = 3;
const FILES_BESIDES = 40;
/** Exists on Linux only. */
const LIMITS = '/proc/self/limits';

/** The number of connections that the process's limit of open files allows. */
function connectionsPossible(): number {
  const limits = existsSync(LIMITS) ? readFileSync(LIMITS, 'utf8') : '';
  const files = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return files === undefined ? Infinity : Math.max(1, Math.floor((Number(files) - FILES_BESIDES) / FILES_EACH));
}

/** The holder of this run's locks, as shown to other users. */
export const thisRunner = (): { readonly who: string } => ({ who: `${userInfo().username}@${hostname()}` });

/** A run ID that sorts by time, with a unique suffix: `20260131T120000Z-1a2b3c`. */
export const newRunId = (): string =>
  `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

function neverTransport(kind: string): never {
  throw new Error(`no transport for ${kind}`);
}
