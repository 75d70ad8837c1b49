import { TransportError } from './session.ts';
import type { ConnectionTarget, HostSession, Transport } from './session.ts';
import { retell } from './ssh/retell.ts';

export interface AutoTransports {
  /** Tried first: the library. */
  readonly ssh: Transport;
  /** The machine's own ssh(1). */
  readonly openssh: Transport;
}

/**
 * `connection: auto`: the library, and where it is refused for a reason that the machine's own ssh may overcome (certificates, FIDO keys, Kerberos,
 * a key exchange that it does not know), that one, with a word. Where neither gets in, both say why.
 */
export function createAutoTransport({ ssh, openssh }: AutoTransports): Transport {
  return {
    ...ssh,
    connect: async (target: ConnectionTarget): Promise<HostSession> => {
      try {
        return await ssh.connect(target);
      } catch (error) {
        if (!(error instanceof TransportError) || !mayOvercome(error, target)) throw error;
        const session = await connectInstead(openssh, target, error);
        target.notice?.(
          `${error.message}; connected with the machine's own ssh: ansible_connection: openssh does so at once`,
        );
        return session;
      }
    },
  };
}

async function connectInstead(
  openssh: Transport,
  target: ConnectionTarget,
  first: TransportError,
): Promise<HostSession> {
  try {
    return await openssh.connect(target);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw retell(first, { hint: `the machine's own ssh does not get in either: ${error.message}` });
  }
}

/** A password is not handed to ssh(1), and a host that does not answer does not answer either of them. */
function mayOvercome({ kind, message }: TransportError, { password }: ConnectionTarget): boolean {
  if (kind === 'authentication') return password === undefined;
  return kind === 'host-key' || message.includes('Handshake failed: no matching');
}
