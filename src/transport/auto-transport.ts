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
 * The library, and where it is refused for a reason that the machine's own ssh may overcome, that one, with a word. Where neither gets in,
 * both say why.
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

/**
 * `connection: smart`, the default: only what the library is known to lack: a certificate of the user or of the host, a key of a security token, a key
 * exchange. A password is not handed to ssh(1).
 */
export const isBeyondLibrary: MayOvercome = ({ needsOpenssh }, { password }) => needsOpenssh && password === undefined;

/** `connection: auto`: any refusal, as ssh(1) has ways that nothing here tells of: Kerberos, an agent's certificates. */
export const isRefusal: MayOvercome = ({ kind, needsOpenssh }, { password }) =>
  password === undefined && (needsOpenssh || kind === 'authentication' || kind === 'host-key');
