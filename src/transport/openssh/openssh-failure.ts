import { TransportError } from '../session.ts';
import type { TransportErrorKind } from '../session.ts';
import { PassingFailure } from '../ssh/open-stream.ts';

interface Pattern {
  readonly pattern: RegExp;
  readonly kind: TransportErrorKind;
  readonly hint?: string;
  /** Another attempt may do better. */
  readonly passes?: boolean;
}

/** What ssh(1) says when there is no connection. */
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /HOST IDENTIFICATION HAS CHANGED|Host key .* has changed/i,
    kind: 'host-key',
    hint: 'someone may be intercepting the connection; if the host was reinstalled, remove the line that ssh names',
  },
  {
    pattern: /Host key verification failed|No .* host key is known/i,
    kind: 'host-key',
    hint: 'compare the fingerprint with the host, then add the key to known_hosts, or run with --accept-new-host-keys',
  },
  {
    pattern: /Permission denied|Too many authentication failures/i,
    kind: 'authentication',
    hint: 'connection: openssh logs in without asking: check the user, the key and the agent with `ssh -v`, and load an encrypted key with ssh-add',
  },
  {
    pattern: /Connection refused|timed out|No route to host|reset by peer|unreachable/i,
    kind: 'unreachable',
    passes: true,
  },
  { pattern: /./s, kind: 'unreachable' },
];

/** ssh(1) has ended before it was connected. */
export function describeOpensshFailure(host: string, said: string): TransportError {
  const lines = said.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('@'));
  const message = `${host}: ssh: ${telling.slice(-3).join('; ') || 'it ended without a word'}`;
  const found = PATTERNS.find(({ pattern }) => pattern.test(said));
  const options = { kind: found?.kind ?? 'unreachable', host, message, hint: found?.hint } as const;
  return found?.passes ? new PassingFailure(options) : new TransportError(options);
}
