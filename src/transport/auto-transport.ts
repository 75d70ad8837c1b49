import { TransportError } from './session.ts';
import type { ConnectionTarget, HostSession, Transport } from './session.ts';
import { retell } from './ssh/retell.ts';

export interface AutoTransports {
  /** Tried first: the library. */
  readonly ssh: Transport;
  /** The machine's own ssh(1). */
  readonly openssh: Transport;
}

/** Whether the machine's own ssh may succeed where the library was refused. */
export type MayOvercome = (error: TransportError, target: ConnectionTarget) => boolean;

/**
 * The library and, if it is refused for a reason that the machine's own ssh may overcome, the latter, with a notice. If both
 * fail, both reasons are reported.
 */
export function createAutoTransport({ ssh, openssh }: AutoTransports, mayOvercome: MayOvercome): Transport {
  return {
    ...ssh,
    connect: async (target: ConnectionTarget): Promise<HostSession> => {
      try {
        return await ssh.connect(target);
      } catch (error) {
        if (!(error instanceof TransportError) || !mayOvercome(error, target)) throw error;
        const session = await connectInstead(openssh, target, error);
        target.notice?.(
          `${error.message}; connected with the machine's own ssh; set ansible_connection: openssh to use it directly`,
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
    throw retell(first, { hint: `the machine's own ssh failed too: ${error.message}` });
  }
}

/**
 * `connection: smart`, the default: only for known limitations of the library: a certificate of the user or of the host, a key of a
 * security token, a key exchange. Passwords are not passed to ssh(1).
 */
export const isBeyondLibrary: MayOvercome = ({ needsOpenssh }, { password }) => needsOpenssh && password === undefined;

/** `connection: auto`: any refusal, since ssh(1) has further methods that are unknown here: Kerberos, an agent's certificates. */
export const isRefusal: MayOvercome = ({ kind, needsOpenssh }, { password }) =>
  password === undefined && (needsOpenssh || kind === 'authentication' || kind === 'host-key');
