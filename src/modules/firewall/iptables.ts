import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, integer, oneLine, text, textList } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { ruleWords } from './iptables-rule.ts';

const word = (what: string) => oneLine().optional().describe(what);

const params = z
  .strictObject({
    chain: text().optional().describe('The chain, such as INPUT.'),
    table: z.enum(['filter', 'nat', 'mangle', 'raw', 'security']).default('filter').describe('The table.'),
    ip_version: z.enum(['ipv4', 'ipv6']).default('ipv4').describe('ipv4 uses iptables, ipv6 uses ip6tables.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the rule exists.'),
    action: z
      .enum(['append', 'insert'])
      .default('append')
      .describe('Where to add a new rule: at the end or at the beginning of the chain.'),
    rule_num: integer().optional().describe('With insert: the position of a new rule.'),
    policy: z
      .enum(['ACCEPT', 'DROP', 'QUEUE', 'RETURN'])
      .optional()
      .describe('Policy of the chain, for packets that match no rule.'),
    flush: bool().default(false).describe('Remove all rules of the chain, or of the table.'),
    chain_management: bool()
      .default(false)
      .describe('Create and remove chains. Without a rule, state applies to the chain.'),
    wait: text().optional().describe('Seconds to wait for the lock of iptables.'),
    protocol: word('Protocol: tcp, udp, icmp, ... A leading ! negates the match, here and below.'),
    source: word('Source address or network.'),
    destination: word('Destination address or network.'),
    in_interface: word('Incoming interface.'),
    out_interface: word('Outgoing interface.'),
    fragment: word('Match only the second and further fragments of a packet.'),
    match: textList().default([]).describe('Match extensions to load.'),
    syn: z
      .enum(['ignore', 'match', 'negate'])
      .default('ignore')
      .describe('Whether to match packets that open a TCP connection (SYN).'),
    tcp_flags: z
      .strictObject({ flags: z.array(text()), flags_set: z.array(text()) })
      .optional()
      .describe('TCP flags to examine (flags), and those that must be set (flags_set).'),
    source_port: word('Source port or range of ports.'),
    destination_port: word('Destination port or range of ports.'),
    destination_ports: textList().default([]).describe('Several destination ports.'),
    ctstate: textList().default([]).describe('Connection states: NEW, ESTABLISHED, RELATED.'),
    src_range: word('Range of source addresses.'),
    dst_range: word('Range of destination addresses.'),
    match_set: word('Name of an ipset.'),
    match_set_flags: z
      .enum(['src', 'dst', 'src,dst', 'dst,src'])
      .optional()
      .describe('Which address of the packet must be in match_set.'),
    limit: word('Maximum average rate of matches: 2/second.'),
    limit_burst: word('Maximum number of matches before limit applies.'),
    uid_owner: word('User whose process sent the packet.'),
    gid_owner: word('Group whose process sent the packet.'),
    icmp_type: word('ICMP type.'),
    comment: word('Comment of the rule.'),
    jump: word('Target of the rule: ACCEPT, DROP, REJECT, LOG, or a chain.'),
    goto: word('Chain that continues the processing, without a return to this chain.'),
    gateway: word('With jump: TEE, the destination of the copy.'),
    log_prefix: word('With jump: LOG, the prefix of the log line.'),
    log_level: word('With jump: LOG, the log level.'),
    to_destination: word('With jump: DNAT, the new destination.'),
    to_source: word('With jump: SNAT, the new source.'),
    to_ports: word('With jump: REDIRECT, the new port.'),
    set_dscp_mark: word('With jump: DSCP, the DSCP value.'),
    set_dscp_mark_class: word('With jump: DSCP, the DiffServ class.'),
    reject_with: word('With jump: REJECT, the error that is returned to the sender.'),
  })
  .refine((p) => p.chain !== undefined || p.flush, { path: ['chain'], message: 'is needed' })
  .refine((p) => p.policy === undefined || ruleWords(p).length === 0, {
    path: ['policy'],
    message: 'applies to the chain and cannot be combined with a rule; use a separate task',
  })
  .refine(
    (p) => p.flush || p.policy !== undefined || p.chain_management || ruleWords(p).length > 0,
    'iptables requires a rule, policy or flush',
  );

type Params = z.output<typeof params>;

/** Manages rules of the kernel's packet filter. Rules are lost at a reboot unless another tool saves them. */
export const iptables = defineProbed({
  name: 'iptables',
  summary: "Adds and removes rules of the kernel's packet filter. Rules are lost at the next reboot.",
  params,
  notTaken: { set_counters: 'Run iptables -Z in a command.', numeric: leftOut('it has no effect.') },
  examples: [
    '- iptables:\n    chain: INPUT\n    protocol: tcp\n    destination_port: 443\n    ctstate: NEW\n    jump: ACCEPT\n    comment: web\n',
    '- iptables:\n    chain: INPUT\n    policy: DROP\n',
  ],
  returns: { chain: 'The chain.', table: 'The table.', rule: 'The rule, as arguments of iptables.' },
  probe: (p) => [`command -v ${program(p)} >/dev/null || exit 127`, probeOf(p)].join('\n'),
  reads: (p) => [...keysOf(p).reads, 'unit:ufw.service', 'package:iptables'],
  plan,
  writes: (p) => ({ keys: keysOf(p).writes }),
  result: (p) => ({
    chain: p.chain ?? null,
    table: p.table,
    ip_version: p.ip_version,
    state: p.state,
    rule: quoteAll(ruleWords(p)),
  }),
});

const program = ({ ip_version }: Params): string => (ip_version === 'ipv6' ? 'ip6tables' : 'iptables');

const run = (p: Params, words: readonly string[]): string =>
  `${program(p)} ${quoteAll([...(p.wait === undefined ? ['-w'] : ['-w', p.wait]), '-t', p.table, ...words])}`;

/** What a task manages. */
type Subject = 'flush' | 'policy' | 'chain' | 'rule';

function subjectOf(p: Params): Subject {
  if (p.flush) return 'flush';
  if (p.policy !== undefined) return 'policy';
  return p.chain_management && ruleWords(p).length === 0 ? 'chain' : 'rule';
}

/** Each rule has a separate key, so that changes of several rules can be predicted; flush affects all rules. */
function keysOf(p: Params): { reads: string[]; writes: string[] } {
  const subject = subjectOf(p);
  const own = `iptables:${p.ip_version}:${p.table}:${p.chain ?? ''}:${subject}:${quoteAll(ruleWords(p))}`;
  if (subject === 'flush') return { reads: ['iptables:rules', 'iptables:flush'], writes: ['iptables:flush'] };
  return { reads: [own, 'iptables:flush'], writes: [own, 'iptables:rules'] };
}

/** Prints the current state: the number of rules, the policy, or whether the chain or rule exists. */
function probeOf(p: Params): string {
  const { chain = '' } = p;
  const rule = `if ${run(p, ['-C', chain, ...ruleWords(p)])} 2>/dev/null; then echo yes; else echo no; fi`;
  const exists = `if ${run(p, ['-S', chain])} >/dev/null 2>&1; then echo yes; else echo no; fi`;
  switch (subjectOf(p)) {
    case 'flush':
      return `${run(p, ['-S', ...(p.chain === undefined ? [] : [chain])])} | grep -c '^-A' || :`;
    case 'policy':
      return `${run(p, ['-S', chain])} | sed -n 's/^-P [^ ]* //p'`;
    case 'chain':
      return exists;
    case 'rule':
      return p.chain_management ? `${exists}\n${rule}` : rule;
  }
}

function plan(p: Params, { exitStatus, stdout, stderr }: ShellAnswer): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure(`${program(p)} is not installed on the host`, 'Install the package iptables.');
  if (exitStatus !== 0) throw new ModuleFailure(`${program(p)} cannot list rules: ${stderr}`);
  const subject = subjectOf(p);
  const [found = '', second = found] = stdout.trim().split('\n');
  const { chain = '' } = p;
  if (subject === 'flush')
    return found === '0' || found === ''
      ? CONVERGED
      : change(p, ['rules', Number(found), 0], [['-F', ...(p.chain === undefined ? [] : [chain])]], '0\n');
  if (subject === 'policy')
    return found === p.policy
      ? CONVERGED
      : change(p, ['policy', found, p.policy], [['-P', chain, p.policy ?? '']], `${p.policy ?? ''}\n`);
  const wanted = p.state === 'present' ? 'yes' : 'no';
  if (subject === 'chain')
    return found === wanted
      ? CONVERGED
      : change(p, ['chain', found, wanted], [[wanted === 'yes' ? '-N' : '-X', chain]], `${wanted}\n`);
  const isChainMissing = p.chain_management && found === 'no' && wanted === 'yes';
  if (second === wanted) return CONVERGED;
  const make = isChainMissing ? [['-N', chain]] : [];
  return change(
    p,
    ['rule', second === 'yes' ? 'present' : 'absent', p.state],
    [...make, ruleCommand(p)],
    p.chain_management ? `yes\n${wanted}\n` : `${wanted}\n`,
  );
}

function ruleCommand(p: Params): string[] {
  const { chain = '' } = p;
  if (p.state === 'absent') return ['-D', chain, ...ruleWords(p)];
  if (p.action === 'append') return ['-A', chain, ...ruleWords(p)];
  return ['-I', chain, ...(p.rule_num === undefined ? [] : [String(p.rule_num)]), ...ruleWords(p)];
}

const change = (
  p: Params,
  [attribute, before, after]: readonly [string, unknown, unknown],
  commands: readonly (readonly string[])[],
  told: string,
): ProbedPlan => ({
  changes: [{ attribute, before, after }],
  steps: [{ kind: 'run', script: commands.map((words) => run(p, words)).join(' &&\n') }],
  after: told,
});
