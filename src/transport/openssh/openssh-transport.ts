import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TransportError } from '../session.ts';
import type { ConnectionTarget, HostSession, Transport } from '../session.ts';
import { sessionOptionsOf } from '../shell/session-options.ts';
import type { SessionOptions } from '../shell/session-options.ts';
import { openSession } from '../shell/shell-session.ts';
import { scanHostKeys } from '../ssh/scan-host-keys.ts';
import { defaultSshEnvironment } from '../ssh/ssh-settings.ts';
import { OpensshShellHost } from './openssh-shell-host.ts';
import { opensshWords } from './openssh-words.ts';

/** Connects to hosts with the machine's own ssh(1) and all of its features, with the same shell and protocol as other connections. */
export function createOpensshTransport(options: Partial<SessionOptions> = {}): Transport {
  return {
    // the key exchange is the library's in each case
    scanHostKeys: (target) => scanHostKeys(target, defaultSshEnvironment()),
    connect: async (target: ConnectionTarget): Promise<HostSession> => {
      if (target.password !== undefined) throw noPassword(target.host);
      const loginUser = await resolveUser(target);
      return openSession(new OpensshShellHost(target, loginUser), { ...sessionOptionsOf(target), ...options });
    },
  };
}

/** The user that ssh logs in as, according to its configuration with all `Match` sections. */
async function resolveUser(target: ConnectionTarget): Promise<string> {
  const { host, address } = target;
  try {
    const { stdout } = await promisify(execFile)('ssh', ['-G', ...opensshWords(target), '--', address]);
    return /^user (.*)$/m.exec(stdout)?.[1] ?? '';
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    const missing = code === 'ENOENT';
    const message = missing ? 'connection: openssh needs ssh, which is not installed here' : `ssh: ${stderr.trim()}`;
    const hint = missing
      ? 'install openssh-client, or leave ansible_connection out'
      : 'check ansible_ssh_common_args and ssh_config';
    throw new TransportError({ kind: 'unreachable', host, message: `${host}: ${message}`, hint, cause });
  }
}

const noPassword = (host: string): TransportError =>
  new TransportError({
    kind: 'authentication',
    host,
    message: `${host}: connection: openssh takes no login password`,
    hint: 'use a key or the agent, or leave ansible_connection out',
  });
