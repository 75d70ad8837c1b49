import { TransportError } from '../../transport/session.ts';

/** The host answered something else than what it was asked. */
export function notUnderstood(host: string, cause: unknown): TransportError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${host}: the host's answer can't be understood: ${reason}`;
  const hint = 'does a program on the host (in /usr/local/bin, or a wrapper) print something else than the original?';
  return new TransportError({ kind: 'protocol', host, message, hint, cause });
}

/** What a host's answer says; where it can't be read, the host is at fault, whatever was thrown. */
export function understand<T>(host: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw notUnderstood(host, error);
  }
}
