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
    chain: text().optional().describe('The chain: INPUT.'),
    table: z.enum(['filter', 'nat', 'mangle', 'raw', 'security']).default('filter').describe('The table.'),
    ip_version: z.enum(['ipv4', 'ipv6']).default('ipv4').describe('iptables or ip6tables.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the rule is there.'),
    action: z
      .enum(['append', 'insert'])
      .default('append')
      .describe('Where a new rule goes: to the end or the beginning.'),
    rule_num: integer().optional().describe('With insert: the place of a new rule.'),
    policy: z
      .enum(['ACCEPT', 'DROP', 'QUEUE', 'RETURN'])
      .optional()
      .describe('What becomes of packets that no rule of the chain is for.'),
    flush: bool().default(false).describe('Remove all rules of the chain, or of the table.'),
    chain_management: bool()
      .default(false)
      .describe('Make and remove chains: with no rule given, state is about the chain.'),
    wait: text().optional().describe('Seconds to wait for others that are changing rules.'),
    protocol: word('tcp, udp, icmp, ...; ! before it negates, here and below.'),
    source: word('Address or network that packets come from.'),
    destination: word('Where they go.'),
    in_interface: word('Interface that they come in by.'),
    out_interface: word('Interface that they leave by.'),
    fragment: word('Only later fragments.'),
    match: textList().default([]).describe('Extensions to load.'),
    syn: z.enum(['ignore', 'match', 'negate']).default('ignore').describe('Whether they begin a connection.'),
    tcp_flags: z
      .strictObject({ flags: z.array(text()), flags_set: z.array(text()) })
      .optional()
      .describe('Flags to look at, and those of them that are set.'),
    source_port: word('Port that they come from.'),
    destination_port: word('Port that they go to.'),
    destination_ports: textList().default([]).describe('Several of them.'),
    ctstate: textList().default([]).describe('State of the connection: NEW, ESTABLISHED, RELATED.'),
    src_range: word('Range of addresses that they come from.'),
    dst_range: word('Range of addresses that they go to.'),
    match_set: word('A set of ipset.'),
    match_set_flags: z.enum(['src', 'dst', 'src,dst', 'dst,src']).optional().describe('Which address is in it.'),
    limit: word('How often the rule applies: 2/second.'),
    limit_burst: word('How often at once.'),
    uid_owner: word('User whose process sent them.'),
    gid_owner: word('Group whose process sent them.'),
    icmp_type: word('Kind of ICMP.'),
    comment: word('Comment of the rule.'),
    jump: word('What becomes of them: ACCEPT, DROP, REJECT, LOG, or a chain.'),
    goto: word('A chain that goes on with them.'),
    gateway: word('With jump: TEE, where the copy goes.'),
    log_prefix: word('With jump: LOG, how the line begins.'),
    log_level: word('With jump: LOG, its level.'),
    to_destination: word('With jump: DNAT, the new destination.'),
    to_source: word('With jump: SNAT, the new source.'),
    to_ports: word('With jump: REDIRECT, the new port.'),
    set_dscp_mark: word('With jump: DSCP, the mark.'),
    set_dscp_mark_class: word('With jump: DSCP, the class.'),
    reject_with: word('With jump: REJECT, what the sender is told.'),
  })
  .refine((p) => p.chain !== undefined || p.flush, { path: ['chain'], message: 'is needed' })
  .refine((p) => p.policy === undefined || ruleWords(p).length === 0, {
    path: ['policy'],
    message: 'is of a chain: give it in a task of its own',
  })
  .refine(
    (p) => p.flush || p.policy !== undefined || p.chain_management || ruleWords(p).length > 0,
    'iptables needs a rule, a policy or flush',
  );

type Params = z.output<typeof params>;

/** Rules of the kernel's packet filter. They are gone after a reboot unless something saves them. */
export const iptables = defineProbed({
  name: 'iptables',
  summary: "Adds rules to the kernel's packet filter and removes them, until the next reboot.",
  params,
  notTaken: { set_counters: 'Run iptables -Z in a command.', numeric: leftOut('nothing depends on it.') },
  examples: [
    '- iptables:\n    chain: INPUT\n    protocol: tcp\n    destination_port: 443\n    ctstate: NEW\n    jump: ACCEPT\n    comment: web\n',
    '- iptables:\n    chain: INPUT\n    policy: DROP\n',
  ],
  returns: { chain: 'The chain.', table: 'The table.', rule: 'The rule, as iptables is told.' },
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

/** Which of the four things a task is about. */
type Subject = 'flush' | 'policy' | 'chain' | 'rule';

function subjectOf(p: Params): Subject {
  if (p.flush) return 'flush';
  if (p.policy !== undefined) return 'policy';
  return p.chain_management && ruleWords(p).length === 0 ? 'chain' : 'rule';
}

/** A rule is another thing than other rules, so that tasks about several are foretold; flush is about all of them. */
function keysOf(p: Params): { reads: string[]; writes: string[] } {
  const subject = subjectOf(p);
  const own = `iptables:${p.ip_version}:${p.table}:${p.chain ?? ''}:${subject}:${quoteAll(ruleWords(p))}`;
  if (subject === 'flush') return { reads: ['iptables:rules', 'iptables:flush'], writes: ['iptables:flush'] };
  return { reads: [own, 'iptables:flush'], writes: [own, 'iptables:rules'] };
}

/** Prints what there is: the number of rules, the policy, or whether the chain or rule is there. */
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
    throw new ModuleFailure(`${program(p)} is not installed on the host`, 'The package iptables has it.');
  if (exitStatus !== 0) throw new ModuleFailure(`${program(p)} cannot be asked: ${stderr}`);
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
