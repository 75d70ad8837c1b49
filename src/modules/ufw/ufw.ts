import * as z from 'zod';
import type { Answers, Change, ModuleContext } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { DpkgAnswer } from '../../query/packages/dpkg.ts';
import { dpkg } from '../../query/packages/dpkg.ts';
import type { UfwAnswer, UfwState } from '../../query/services/ufw.ts';
import { FRESH_UFW, ufwState } from '../../query/services/ufw.ts';
import type { UfwRule } from '../../query/services/ufw-rule.ts';
import { fromIp, ruleLabel, ruleMistake, ruleOf, ruleParams, ufwCommand } from './ufw-command.ts';
import { hasRule, hasVerdict, withoutRule, withRule } from './ufw-plan.ts';
import type { UfwSettings } from './ufw-settings.ts';
import { currentUfw, diffSettings, settingCommands, withSettings } from './ufw-settings.ts';

const shape = z.strictObject({
  state: z
    .enum(['enabled', 'disabled', 'reloaded', 'reset'])
    .optional()
    .describe('`reloaded` acts on every run; `reset` turns the firewall off and removes all rules.'),
  default: z
    .enum(['allow', 'deny', 'reject'])
    .optional()
    .describe('Policy for packets in `direction` that match no rule.'),
  logging: z.enum(['on', 'off', 'low', 'medium', 'high', 'full']).optional().describe('Log level.'),
  rule: z.enum(['allow', 'deny', 'limit', 'reject']).optional().describe('Action for matching packets.'),
  from_ip: fromIp().default('any').describe('Source address or network.'),
  ...ruleParams,
  log: bool().default(false).describe('Log new connections that match the rule.'),
  delete: bool().default(false).describe('Remove the rule.'),
  insert: integer().pipe(z.int().min(1)).optional().describe('Position of a new rule, counted from 1.'),
});

type Params = z.output<typeof shape>;

const params = shape
  .refine((p) => p.rule !== undefined || p.state !== undefined || p.default !== undefined || p.logging !== undefined, {
    path: ['rule'],
    message: 'or state, default or logging is needed',
  })
  .refine((p) => !p.delete || p.rule !== undefined, { path: ['delete'], message: 'needs rule' })
  .refine((p) => p.rule === undefined || p.direction !== 'routed' || p.route, {
    path: ['direction'],
    message: 'of a rule can be in or out; for forwarded packets, set route: yes',
  })
  .superRefine((p, context) => {
    const mistake = ruleMistake(p);
    if (mistake !== undefined)
      context.addIssue({ code: 'custom', path: ['rule'], message: `is not possible: ${mistake}` });
  });

type Found = Answers<{ ufw: Query<UfwAnswer>; package: Query<DpkgAnswer> }>;

/** Manages ufw, one rule or setting at a time. */
export const ufw = defineState({
  name: 'ufw',
  summary: 'Turns the firewall ufw on and off, sets its policies, and adds and removes rules.',
  params,
  notTaken: {
    insert_relative_to: 'insert counts from the first rule; ufw_rules keeps a whole list in its order.',
  },
  aliases: {
    policy: 'default',
    src: 'from_ip',
    from: 'from_ip',
    dest: 'to_ip',
    to: 'to_ip',
    port: 'to_port',
    protocol: 'proto',
    app: 'name',
    if: 'interface',
    if_in: 'interface_in',
    if_out: 'interface_out',
  },
  examples: [
    '- ufw:\n    rule: allow\n    port: "443"\n    proto: tcp\n    comment: the site\n',
    '- ufw:\n    rule: allow\n    src: 10.0.0.0/24\n    port: "3306"\n    proto: tcp\n',
    '- ufw:\n    state: enabled\n    policy: deny\n    direction: incoming\n',
  ],
  returns: { commands: "The rules, in ufw's notation." },
  queries: () => ({ ufw: ufwState(undefined), package: dpkg('ufw') }),
  diff: (p, s: Found, context) => diff(p, currentUfw(s.ufw, s.package), context),
  apply: (p, s: Found) => [{ kind: 'run', script: commands(p, currentUfw(s.ufw, s.package)).join(' &&\n') }],
  predict: (p, s: Found) => [
    { query: ufwState(undefined), answer: after(p, currentUfw(s.ufw, s.package)) },
    { query: dpkg('ufw'), answer: s.package },
  ],
  writes: () => ({ keys: ['ufw:', 'tree:/etc/ufw', 'file:/etc/default/ufw'] }),
  result: (_, { ufw }) => ({ commands: [...new Set([...(ufw?.rules4 ?? []), ...(ufw?.rules6 ?? [])].map(ruleLabel))] }),
});

function settingsOf(p: Params): UfwSettings {
  const direction = p.direction === 'routed' ? 'routed' : p.direction?.startsWith('out') ? 'outgoing' : 'incoming';
  return {
    ...(p.state === 'enabled' && { enabled: true }),
    ...((p.state === 'disabled' || p.state === 'reset') && { enabled: false }),
    ...(p.logging !== undefined && { logging: p.logging }),
    ...(p.default !== undefined && { [direction]: p.default }),
  };
}

const asRule = (p: Params): UfwRule | undefined =>
  p.rule === undefined ? undefined : ruleOf(p, p.rule, p.from_ip, p.log ? 'log' : '');

const resets = (p: Params, found: UfwState): boolean =>
  p.state === 'reset' && (found.rules4.length > 0 || found.rules6.length > 0);

function diff(p: Params, found: UfwState, { isRecheck: proving }: ModuleContext): Change[] {
  const rule = asRule(p);
  const isThere = rule && (p.delete ? hasVerdict(found, rule) : hasRule(found, rule));
  return [
    ...(resets(p, found) ? [{ attribute: 'rules', before: found.rules4.length + found.rules6.length, after: 0 }] : []),
    ...(rule && !p.delete && !isThere
      ? [{ attribute: ruleLabel(rule), before: hasVerdict(found, rule) ? 'other' : 'absent', after: 'present' }]
      : []),
    ...(rule && p.delete && isThere ? [{ attribute: ruleLabel(rule), before: 'present', after: 'absent' }] : []),
    ...diffSettings(settingsOf(p), found),
    ...(p.state === 'reloaded' && !proving ? [{ attribute: 'state', before: null, after: 'reloaded' }] : []),
  ];
}

function after(p: Params, found: UfwState): UfwState {
  const base = resets(p, found) ? { ...FRESH_UFW, ipv6: found.ipv6 } : found;
  const rule = asRule(p);
  const ruled = rule === undefined ? base : p.delete ? withoutRule(base, rule) : withRule(base, rule, p.insert);
  return withSettings(settingsOf(p), ruled);
}

function commands(p: Params, found: UfwState): string[] {
  const rule = asRule(p);
  const isThere = rule && (p.delete ? hasVerdict(found, rule) : hasRule(found, rule));
  // ufw rejects positions after the last rule
  const hasPlace = p.insert !== undefined && p.insert <= found.rules4.length;
  return [
    ...(resets(p, found) ? ['ufw --force reset'] : []),
    ...(rule && !p.delete && !isThere ? [ufwCommand(rule, ...(hasPlace ? ['insert', String(p.insert)] : []))] : []),
    ...(rule && p.delete && isThere ? [ufwCommand(rule, 'delete')] : []),
    ...settingCommands(settingsOf(p), found),
    ...(p.state === 'reloaded' ? ['ufw reload'] : []),
  ];
}
