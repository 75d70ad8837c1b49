import { TransportError } from '../../transport/session.ts';

/** The host's answer does not match the query. */
export function notUnderstood(host: string, cause: unknown): TransportError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${host}: the host's answer can't be parsed: ${reason}`;
  const hint = 'does a program on the host (in /usr/local/bin, or a wrapper) print something other than the original?';
  return new TransportError({ kind: 'protocol', host, message, hint, cause });
}

/** Parses a host's answer; any error counts as the host's fault. */
export function understand<T>(host: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw notUnderstood(host, error);
  }
}
