/** The properties of a rule, with which iptables' arguments are built. */
export interface IptablesRule {
  readonly protocol?: string | undefined;
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly in_interface?: string | undefined;
  readonly out_interface?: string | undefined;
  readonly fragment?: string | undefined;
  readonly match: readonly string[];
  readonly syn: 'ignore' | 'match' | 'negate';
  readonly tcp_flags?: { readonly flags: readonly string[]; readonly flags_set: readonly string[] } | undefined;
  readonly source_port?: string | undefined;
  readonly destination_port?: string | undefined;
  readonly destination_ports: readonly string[];
  readonly ctstate: readonly string[];
  readonly src_range?: string | undefined;
  readonly dst_range?: string | undefined;
  readonly match_set?: string | undefined;
  readonly match_set_flags?: string | undefined;
  readonly limit?: string | undefined;
  readonly limit_burst?: string | undefined;
  readonly uid_owner?: string | undefined;
  readonly gid_owner?: string | undefined;
  readonly icmp_type?: string | undefined;
  readonly ip_version: 'ipv4' | 'ipv6';
  readonly comment?: string | undefined;
  readonly jump?: string | undefined;
  readonly goto?: string | undefined;
  readonly gateway?: string | undefined;
  readonly log_prefix?: string | undefined;
  readonly log_level?: string | undefined;
  readonly to_destination?: string | undefined;
  readonly to_source?: string | undefined;
  readonly to_ports?: string | undefined;
  readonly set_dscp_mark?: string | undefined;
  readonly set_dscp_mark_class?: string | undefined;
  readonly reject_with?: string | undefined;
}

/** The arguments of the rule. A `!` before a value is a separate argument, before the option. */
export function ruleWords(rule: IptablesRule): string[] {
  return [
    ...option('-p', rule.protocol),
    ...option('-s', rule.source),
    ...option('-d', rule.destination),
    ...rule.match.flatMap((name) => ['-m', name]),
    ...flagWords(rule),
    ...option('-j', rule.jump),
    ...option('--log-prefix', rule.log_prefix),
    ...option('--log-level', rule.log_level),
    ...option('--to-destination', rule.to_destination),
    ...option('--to-source', rule.to_source),
    ...option('-g', rule.goto),
    ...option('-i', rule.in_interface),
    ...option('-o', rule.out_interface),
    ...(rule.fragment === undefined ? [] : ['-f']),
    ...portWords(rule),
    ...matchWords(rule),
  ];
}

function option(name: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  const [, sign = '', rest = value] = /^(!)?\s*([\s\S]*)$/.exec(value) ?? [];
  return sign === '' ? [name, rest] : ['!', name, rest];
}

function flagWords({ tcp_flags, syn }: IptablesRule): string[] {
  const flags = tcp_flags ? ['--tcp-flags', tcp_flags.flags.join(','), tcp_flags.flags_set.join(',')] : [];
  if (syn === 'ignore') return flags;
  return [...flags, ...(syn === 'negate' ? ['!'] : []), '--syn'];
}

const portWords = (rule: IptablesRule): string[] => [
  ...option('--source-port', rule.source_port),
  ...option('--destination-port', rule.destination_port),
  ...withMatch(
    rule,
    'multiport',
    rule.destination_ports.length > 0 ? ['--dports', rule.destination_ports.join(',')] : [],
  ),
  ...option('--to-ports', rule.to_ports),
  ...option('--set-dscp', rule.set_dscp_mark),
  ...option('--set-dscp-class', rule.set_dscp_mark_class),
];

const matchWords = (rule: IptablesRule): string[] => [
  ...withMatch(rule, 'conntrack', rule.ctstate.length > 0 ? ['--ctstate', rule.ctstate.join(',')] : [], ['state']),
  ...withMatch(rule, 'iprange', [...option('--src-range', rule.src_range), ...option('--dst-range', rule.dst_range)]),
  ...withMatch(
    rule,
    'set',
    rule.match_set === undefined ? [] : [...option('--match-set', rule.match_set), rule.match_set_flags ?? 'src'],
  ),
  ...withMatch(rule, 'limit', [...option('--limit', rule.limit), ...option('--limit-burst', rule.limit_burst)]),
  ...withMatch(rule, 'owner', [...option('--uid-owner', rule.uid_owner), ...option('--gid-owner', rule.gid_owner)]),
  ...option('--gateway', rule.gateway),
  ...option('--reject-with', rule.reject_with),
  ...option(rule.ip_version === 'ipv6' ? '--icmpv6-type' : '--icmp-type', rule.icmp_type),
  ...withMatch(rule, 'comment', rule.comment === undefined ? [] : ['--comment', rule.comment]),
];

/** Each extension is named once, whether by `match` or implied by a parameter. */
function withMatch(
  { match }: IptablesRule,
  name: string,
  words: readonly string[],
  same: readonly string[] = [],
): string[] {
  if (words.length === 0) return [];
  return match.includes(name) || same.some((other) => match.includes(other)) ? [...words] : ['-m', name, ...words];
}
