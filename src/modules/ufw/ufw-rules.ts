import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import type { Query } from '../../query/query.ts';
import type { DpkgAnswer } from '../../query/packages/dpkg.ts';
import { dpkg } from '../../query/packages/dpkg.ts';
import type { UfwAnswer, UfwState } from '../../query/services/ufw.ts';
import { ufwState } from '../../query/services/ufw.ts';
import type { UfwRule } from '../../query/services/ufw-rule.ts';
import { isSameMatch } from '../../query/services/ufw-rule.ts';
import { fromIp, ruleLabel, ruleMistake, ruleOf, ruleParams, ufwCommand } from './ufw-command.ts';
import { ufwAtOnce } from './ufw-at-once.ts';
import { armUfwUndo } from './ufw-undo.ts';
import { familiesOf, hasRule, withoutRule, withRule } from './ufw-plan.ts';
import type { UfwSettings } from './ufw-settings.ts';
import { currentUfw, diffSettings, settingCommands, withSettings } from './ufw-settings.ts';

const ruleShape = z
  .strictObject({
    rule: z.enum(['allow', 'deny', 'limit', 'reject']).default('allow'),
    from_ip: z.union([fromIp(), z.array(fromIp()).min(1)]).default('any'),
    log: bool().default(false),
    ...ruleParams,
  })
  .superRefine((p, context) => {
    const mistake = ruleMistake(p);
    if (mistake !== undefined)
      context.addIssue({ code: 'custom', path: [], message: `are not all possible: ${mistake}` });
  });

const policy = () => z.enum(['allow', 'deny', 'reject']).optional();

const shape = z.strictObject({
  rules: z
    .array(ruleShape)
    .describe(
      'All rules in order of precedence, each with the parameters of ufw. If from_ip is a list, each entry becomes a rule.',
    ),
  state: z.enum(['enabled', 'disabled']).default('enabled').describe('Whether the firewall is on.'),
  incoming: policy().describe('Policy for incoming packets that match no rule.'),
  outgoing: policy().describe('Policy for outgoing packets that match no rule.'),
  routed: policy().describe('Policy for forwarded packets that match no rule.'),
  logging: z.enum(['on', 'off', 'low', 'medium', 'high', 'full']).optional().describe('Log level.'),
  prune: bool().default(true).describe('Remove rules that are not in the list.'),
  ssh_port: integer()
    .pipe(z.int().min(1).max(65535))
    .default(22)
    .describe('Port of SSH. The task fails before any change if no rule allows connections to this port.'),
  undo_seconds: integer()
    .pipe(z.int().min(0).max(3600))
    .default(0)
    .describe(
      'Seconds after which the host reverts the change, unless the timer ufw-undo is stopped before. 0 means never.',
    ),
  allow_lockout: bool().default(false).describe('Continue even if no rule allows SSH.'),
});

type Params = z.output<typeof shape>;
type Found = Answers<{ ufw: Query<UfwAnswer>; package: Query<DpkgAnswer> }>;

/** Manages the complete rule set of ufw. Rules that remain are never interrupted: new rules are added before others are removed. */
export const ufwRules = defineState({
  name: 'ufw_rules',
  summary: 'Sets the complete list of rules and the policies of the firewall ufw, without a reset.',
  params: shape,
  examples: [
    '- ufw_rules:\n    incoming: deny\n    rules:\n      - { rule: limit, to_port: 22, proto: tcp, comment: SSH }\n      - { to_port: "80,443", proto: tcp }\n      - { from_ip: [10.0.0.4, 10.0.0.5], to_port: 3306, proto: tcp }\n',
  ],
  returns: { commands: "The rules, in ufw's notation." },
  queries: () => ({ ufw: ufwState(undefined), package: dpkg('ufw') }),
  diff: (p, s: Found) => diff(p, currentUfw(s.ufw, s.package)),
  apply: (p, s: Found) => [applyStep(p, currentUfw(s.ufw, s.package))],
  predict: (p, s: Found) => [
    { query: ufwState(undefined), answer: after(p, currentUfw(s.ufw, s.package)) },
    { query: dpkg('ufw'), answer: s.package },
  ],
  writes: () => ({ keys: ['ufw:', 'tree:/etc/ufw', 'tree:/var/lib/ufw-undo', 'file:/etc/default/ufw'] }),
  result: (_, { ufw }) => ({ commands: [...new Set([...(ufw?.rules4 ?? []), ...(ufw?.rules6 ?? [])].map(ruleLabel))] }),
});

/** The declared rules, one for each sender; if two select the same packets, the first one applies. */
function declared(p: Params): UfwRule[] {
  const rules: UfwRule[] = [];
  for (const one of p.rules) {
    for (const from of [one.from_ip].flat()) {
      const rule = ruleOf(one, one.rule, from, one.log ? 'log' : '');
      if (!rules.some((other) => isSameMatch(rule, other))) rules.push(rule);
    }
  }
  return rules;
}

const settingsOf = (p: Params): UfwSettings => ({
  enabled: p.state === 'enabled',
  logging: p.logging,
  incoming: p.incoming,
  outgoing: p.outgoing,
  routed: p.routed,
});

interface RulePlan {
  readonly added: readonly UfwRule[];
  /** Existing rules that must move behind the rules before them in the list. */
  readonly moved: readonly UfwRule[];
  readonly removed: readonly UfwRule[];
}

function planRules(p: Params, found: UfwState): RulePlan {
  const wanted = declared(p);
  const existing = uniqueRules(found);
  const removed = p.prune ? existing.filter((rule) => !wanted.some((other) => isSameMatch(rule, other))) : [];
  const added = wanted.filter((rule) => !hasRule(found, rule));
  return { added, moved: isOrdered(p, found, wanted, added) ? [] : misplaced(found, wanted), removed };
}

const uniqueRules = ({ rules4, rules6 }: UfwState): UfwRule[] => {
  const rules = [...rules4];
  for (const rule of rules6) if (!rules.some((other) => isSameMatch(rule, other))) rules.push(rule);
  return rules;
};

/** The order matters only between rules with different actions. New rules are appended. */
function isOrdered(p: Params, found: UfwState, wanted: readonly UfwRule[], added: readonly UfwRule[]): boolean {
  if (new Set(wanted.map(({ action }) => action)).size < 2) return true;
  const result = added.reduce((state, rule) => withRule(state, rule), found);
  return (['rules4', 'rules6'] as const).every((family) => {
    const mine = wanted.filter((rule) => familiesOf(rule, found.ipv6).includes(family));
    const there = result[family].filter((rule) => mine.some((other) => isSameMatch(rule, other)));
    return there.every((rule, i) => isSameMatch(rule, mine[i] ?? rule));
  });
}

/** All rules from the first one that is out of order. */
function misplaced(found: UfwState, wanted: readonly UfwRule[]): UfwRule[] {
  const there = uniqueRules(found).filter((rule) => wanted.some((other) => isSameMatch(rule, other)));
  const from = wanted.findIndex((rule, i) => !there[i] || !isSameMatch(rule, there[i]));
  return from < 0 ? [] : wanted.slice(from).filter((rule) => there.some((other) => isSameMatch(rule, other)));
}

function diff(p: Params, found: UfwState): Change[] {
  refuseLockout(p);
  const { added, moved, removed } = planRules(p, found);
  const isUpdate = (rule: UfwRule): boolean => uniqueRules(found).some((other) => isSameMatch(rule, other));
  return [
    ...added.map((rule) => ({
      attribute: ruleLabel(rule),
      before: isUpdate(rule) ? 'other' : 'absent',
      after: 'present',
    })),
    ...(moved.length > 0 ? [{ attribute: 'order of rules', before: 'other', after: 'as declared' }] : []),
    ...diffSettings(settingsOf(p), found),
    ...removed.map((rule) => ({ attribute: ruleLabel(rule), before: 'present', after: 'absent' })),
  ];
}

function refuseLockout(p: Params): void {
  const lets = (rule: UfwRule): boolean =>
    !rule.route &&
    rule.direction === 'in' &&
    (rule.action === 'allow' || rule.action === 'limit') &&
    (rule.toApp !== '' || ((rule.proto === 'tcp' || rule.proto === 'any') && coversPort(rule.toPort, p.ssh_port)));
  const opens = p.state === 'disabled' || p.incoming === 'allow' || p.allow_lockout || declared(p).some(lets);
  if (!opens) {
    throw new ModuleFailure(
      `these rules let nobody in on the SSH port ${p.ssh_port}`,
      `Add a rule for port ${p.ssh_port}, or set ssh_port to the port of the SSH server.`,
    );
  }
}

const coversPort = (ports: string, port: number): boolean =>
  ports === 'any' ||
  ports.split(',').some((range) => {
    const [from, to = from] = range.split(':').map(Number);
    return from !== undefined && to !== undefined && from <= port && port <= to;
  });

/** The declared rules that are in `rules`, in their declared order. */
const inOrder = (p: Params, rules: readonly UfwRule[]): UfwRule[] =>
  declared(p).filter((rule) => rules.some((other) => isSameMatch(rule, other)));

/** The existing rules of ufw for the same packets. */
const present = (found: UfwState, rules: readonly UfwRule[]): UfwRule[] =>
  uniqueRules(found).filter((rule) => rules.some((other) => isSameMatch(rule, other)));

/** Follows the order of the commands, so that the prediction matches their result. */
function after(p: Params, found: UfwState): UfwState {
  const { added, moved, removed } = planRules(p, found);
  const removedState = [...present(found, moved), ...removed].reduce(withoutRule, found);
  const order = inOrder(p, [...added, ...moved]);
  return withSettings(
    settingsOf(p),
    order.reduce((state, rule) => withRule(state, rule), removedState),
  );
}

function applyStep(p: Params, found: UfwState): RunStep {
  const undo = p.undo_seconds > 0 ? [armUfwUndo(p.undo_seconds)] : [];
  const [only = '', ...more] = commands(p, found);
  if (more.length === 0) return { kind: 'run', script: [...undo, only].join(' &&\n') };
  return ufwAtOnce(undo, [only, ...more]);
}

function commands(p: Params, found: UfwState): string[] {
  const { added, moved, removed } = planRules(p, found);
  const order = inOrder(p, [...added, ...moved]);
  return [
    ...order.flatMap((rule) => [
      ...present(
        found,
        moved.filter((other) => isSameMatch(rule, other)),
      ).map((other) => ufwCommand(other, 'delete')),
      ufwCommand(rule),
    ]),
    ...settingCommands(settingsOf(p), found),
    ...removed.map((rule) => ufwCommand(rule, 'delete')),
  ];
}
