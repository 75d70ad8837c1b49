import { createAutoTransport, isBeyondLibrary, isRefusal } from './auto-transport.ts';
import type { AutoTransports } from './auto-transport.ts';
import { createLocalTransport } from './local.ts';
import { createOpensshTransport } from './openssh/openssh-transport.ts';
import { createSshTransport } from './ssh/ssh-transport.ts';
import type { Transport } from './session.ts';
import type { SshTransportOptions } from './ssh/ssh-transport.ts';

const bothOf = (options: SshTransportOptions): AutoTransports => ({
  ssh: createSshTransport(options),
  openssh: createOpensshTransport(options.session),
});

/** The transport for a host's `ansible_connection`; undefined if the name is unknown. */
export function createTransport(connection: string, options: SshTransportOptions = {}): Transport | undefined {
  switch (connection) {
    case 'ssh':
      return createSshTransport(options);
    case 'smart':
      return createAutoTransport(bothOf(options), isBeyondLibrary);
    case 'openssh':
      return createOpensshTransport(options.session);
    case 'auto':
      return createAutoTransport(bothOf(options), isRefusal);
    case 'local':
      return createLocalTransport(options.session);
    default:
      return undefined;
  }
}
