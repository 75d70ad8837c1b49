import { TransportError } from '../session.ts';
import type { TransportErrorKind } from '../session.ts';
import { PassingFailure } from '../ssh/open-stream.ts';

interface Pattern {
  readonly pattern: RegExp;
  readonly kind: TransportErrorKind;
  /** Absent means the last line of ssh's output. */
  readonly says?: (said: string) => string;
  readonly hint?: string;
  /** Whether a retry may succeed. */
  readonly passes?: boolean;
}

/** Error messages of ssh(1) for a failed connection. */
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /REVOKED HOST KEY|key .*revoked/i,
    kind: 'host-key',
    says: () => 'the host key is revoked',
    hint: 'the host must get a new key',
  },
  {
    pattern: /HOST IDENTIFICATION HAS CHANGED|Host key .* has changed/i,
    kind: 'host-key',
    says: (said) => `the host key has changed${otherKey(said)}`,
    hint: 'someone may be intercepting the connection; if the host was reinstalled, remove that line with ssh-keygen -R',
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
];

/** ssh(1) has ended before the connection was established. */
export function describeOpensshFailure(
  host: string,
  said: string,
  { isPinned = false }: { readonly isPinned?: boolean } = {},
): TransportError {
  const lines = said.split('\n').map((line) => line.trim());
  const last = lines.filter((line) => line !== '').slice(-3);
  const matching = PATTERNS.find(({ pattern }) => pattern.test(said));
  const found = isPinned && matching?.kind === 'host-key' ? notPinned(host) : matching;
  const what = found?.says?.(said) ?? (last.join('; ') || 'it ended without a word');
  const options = {
    kind: found?.kind ?? 'unreachable',
    host,
    message: `${host}: ssh: ${what}`,
    hint: found?.hint,
  } as const;
  return found?.passes ? new PassingFailure(options) : new TransportError(options);
}

const notPinned = (host: string): Omit<Pattern, 'pattern'> => ({
  kind: 'host-key',
  says: () => 'the host key is not one of pinned_host_keys',
  hint: `someone may be intercepting the connection; if the host has got a new key, pin it: provision known-hosts scan ${host} --pin`,
});

/** The path of the expected key. */
function otherKey(said: string): string {
  const place = /Offending .*key in (.+:\d+)/.exec(said)?.[1];
  return place === undefined ? '' : `: ${place} has another one`;
}
