import { defineQuery, Refused } from '../query.ts';
import type { UfwRule } from './ufw-rule.ts';
import { parseTuples } from './ufw-rule.ts';

/** The configuration of ufw; null if it is not installed. Only its files are read; ufw itself does not run. */
export type UfwAnswer = UfwState | null;

export interface UfwState {
  readonly enabled: boolean;
  /** `off`, `low`, `medium`, `high`, `full`. */
  readonly logging: string;
  /** Whether rules without an address also apply to IPv6. */
  readonly ipv6: boolean;
  readonly incoming: UfwPolicy;
  readonly outgoing: UfwPolicy;
  readonly routed: UfwPolicy;
  /** In order: the first matching rule applies. */
  readonly rules4: readonly UfwRule[];
  readonly rules6: readonly UfwRule[];
}

export type UfwPolicy = 'allow' | 'deny' | 'reject';

/** The state after Debian's package was installed. */
export const FRESH_UFW: UfwState = {
  enabled: false,
  logging: 'low',
  ipv6: true,
  incoming: 'deny',
  outgoing: 'allow',
  routed: 'deny',
  rules4: [],
  rules6: [],
};

const FILES = ['/etc/ufw/ufw.conf', '/etc/default/ufw', '/etc/ufw/user.rules', '/etc/ufw/user6.rules'];

/** The firewall's state in ufw: whether it is enabled, its policies, its rules. */
export const ufwState = defineQuery<undefined, UfwAnswer>({
  name: 'ufw',
  key: () => '',
  reads: () => ['ufw:', ...FILES.map((path) => `file:${path}`)],
  script: (_, boundary) =>
    [
      '[ -x /usr/sbin/ufw ] && [ -e /etc/ufw/ufw.conf ] || { echo absent; exit 0; }',
      '[ ! -e /etc/ufw/user.rules ] || [ -r /etc/ufw/user.rules ] || { echo refused; exit 0; }',
      ...FILES.map(
        (path) =>
          `echo; echo ${boundary}; [ ! -e ${path} ] || ${FILES.indexOf(path) < 2 ? `cat ${path}` : `grep -a '^### tuple ###' ${path}`}`,
      ),
      ':',
    ].join('\n'),
  parse: (output, asked, boundary) => {
    const text = output.toString('utf8');
    if (text.startsWith('refused')) return asked.map(() => new Refused("only root may read ufw's rules"));
    const answer = text.startsWith('absent') ? null : parseState(text.split(`\n${boundary}\n`).slice(1));
    return asked.map(() => answer);
  },
});

function parseState([conf = '', defaults = '', rules4 = '', rules6 = '']: readonly string[]): UfwState {
  const setting = (text: string, key: string): string =>
    new RegExp(`^\\s*${key}\\s*=\\s*["']?([^"'\\s#]*)`, 'm').exec(text)?.[1]?.toLowerCase() ?? '';
  return {
    enabled: setting(conf, 'ENABLED') === 'yes',
    logging: setting(conf, 'LOGLEVEL') || 'low',
    ipv6: setting(defaults, 'IPV6') === 'yes',
    incoming: policy(setting(defaults, 'DEFAULT_INPUT_POLICY')),
    outgoing: policy(setting(defaults, 'DEFAULT_OUTPUT_POLICY')),
    routed: policy(setting(defaults, 'DEFAULT_FORWARD_POLICY')),
    rules4: parseTuples(rules4),
    rules6: parseTuples(rules6),
  };
}

const policy = (target: string): UfwPolicy => (target === 'accept' ? 'allow' : target === 'reject' ? 'reject' : 'deny');
