import { scanHostKeys } from './scan-host-keys.ts';
import { isNamedByConfig } from './is-named-by-config.ts';
import { sessionOptionsOf } from '../shell/session-options.ts';
import { openSession } from '../shell/shell-session.ts';
import { SshShellHost } from './ssh-shell-host.ts';
import { defaultSshEnvironment } from './ssh-settings.ts';
import type { ConnectionTarget, HostSession, Transport } from '../session.ts';
import type { SessionOptions } from '../shell/session-options.ts';
import type { AskPassphrase } from './authentication.ts';
import type { SshEnvironment } from './ssh-settings.ts';

export interface SshTransportOptions {
  readonly environment?: SshEnvironment | undefined;
  readonly askPassphrase?: AskPassphrase | undefined;
  readonly session?: Partial<SessionOptions>;
}

/** Connects to hosts over SSH, with OpenSSH's configuration, known_hosts and agent. */
export function createSshTransport(options: SshTransportOptions = {}): Transport {
  return {
    scanHostKeys: (target) => scanHostKeys(target, options.environment ?? defaultSshEnvironment()),
    isNamed: (target) => isNamedByConfig(target, options.environment),
    connect: async (target: ConnectionTarget): Promise<HostSession> => {
      const environment = options.environment ?? defaultSshEnvironment();
      return openSession(new SshShellHost(target, environment, options.askPassphrase), {
        ...sessionOptionsOf(target),
        ...options.session,
      });
    },
  };
}
