import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, integer, text } from '../../module-api/params.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

/** Single-valued parameters, and firewall-cmd's names for them. */
const THINGS = {
  service: 'service',
  port: 'port',
  protocol: 'protocol',
  source: 'source',
  interface: 'interface',
  rich_rule: 'rich-rule',
  icmp_block: 'icmp-block',
} as const;

const params = z
  .strictObject({
    service: text().optional().describe('A service of firewalld: https.'),
    port: text()
      .pipe(z.string().regex(/^\d+(-\d+)?\/(tcp|udp|sctp|dccp)$/, 'must be like 8080/tcp'))
      .optional()
      .describe('A port or a range: 8080/tcp, 6000-6010/udp.'),
    protocol: text().optional().describe('An IP protocol: gre.'),
    source: text().optional().describe('A source network of the zone.'),
    interface: text().optional().describe('An interface of the zone.'),
    rich_rule: text().optional().describe('A rich rule of firewalld.'),
    icmp_block: text().optional().describe('An ICMP type to block.'),
    masquerade: bool().optional().describe('Turn masquerading on or off, as state says.'),
    icmp_block_inversion: bool().optional().describe('Invert icmp_block: allow only the listed ICMP types.'),
    zone: text().optional().describe("The zone. Default: firewalld's default zone."),
    state: z
      .enum(['enabled', 'disabled', 'present', 'absent'])
      .describe('Whether the traffic is allowed. With zone only: whether the zone exists.'),
    permanent: bool().default(false).describe('Make the change permanent, so that it survives a restart of firewalld.'),
    immediate: bool()
      .default(false)
      .describe(
        'With permanent: also apply the change immediately. Without permanent, it is always applied immediately.',
      ),
    timeout: integer().default(0).describe('Seconds after which the change is reverted; not with permanent.'),
    offline: bool().default(false).describe('No effect: firewalld must be running.'),
  })
  .refine((p) => thingsOf(p).length <= 1, { path: ['service'], message: 'and another thing: give one in each task' })
  .refine(
    (p) => thingsOf(p).length === 1 || (p.zone !== undefined && p.permanent),
    'firewalld needs a service, port, ..., or a zone with permanent: yes',
  )
  .refine((p) => thingsOf(p).length === 0 || p.state === 'enabled' || p.state === 'disabled', {
    path: ['state'],
    message: 'must be enabled or disabled: present and absent are about zones',
  })
  .refine((p) => thingsOf(p).length === 1 || p.state === 'present' || p.state === 'absent', {
    path: ['state'],
    message: 'must be present or absent for a zone',
  });

interface Thing {
  readonly option: string;
  readonly value: string | undefined;
}

function thingsOf(p: object): Thing[] {
  const given = p as Readonly<Record<string, unknown>>;
  const named = Object.entries(THINGS).flatMap(([key, option]) =>
    typeof given[key] === 'string' ? [{ option, value: given[key] }] : [],
  );
  const switches = ['masquerade', 'icmp_block_inversion'].flatMap((key) =>
    given[key] === undefined ? [] : [{ option: key.replaceAll('_', '-'), value: undefined }],
  );
  return [...named, ...switches];
}

type Params = z.output<typeof params>;

/** Manages services, ports, sources and other entries of firewalld's zones. */
export const firewalld = defineProbed({
  name: 'firewalld',
  summary: 'Allows and blocks services, ports and other traffic in the zones of firewalld.',
  params,
  notTaken: { port_forward: 'Write it as a rich_rule.', target: 'Run firewall-cmd --set-target in a command.' },
  examples: ['- firewalld:\n    service: https\n    state: enabled\n    permanent: yes\n    immediate: yes\n'],
  returns: {},
  probe: (p) =>
    [
      'command -v firewall-cmd >/dev/null || exit 127',
      'firewall-cmd -q --state || exit 3',
      ...scopesOf(p).map(
        (scope) => `if firewall-cmd ${query(p, scope)} >/dev/null 2>&1; then echo yes; else echo no; fi`,
      ),
    ].join('\n'),
  reads: (p) => [keyOf(p), 'unit:firewalld.service', 'package:firewalld'],
  plan,
  writes: (p) => ({ keys: [keyOf(p)] }),
});

const keyOf = (p: Params): string => `firewalld:${p.zone ?? ''}:${option('query', p)}`;

type Scope = 'permanent' | 'immediate';

/** New zones are always permanent. */
const scopesOf = (p: Params): Scope[] => [
  ...(p.permanent ? (['permanent'] as const) : []),
  ...(thingsOf(p).length > 0 && (p.immediate || !p.permanent) ? (['immediate'] as const) : []),
];

const wordsOf = (p: Params, scope: Scope): string[] => [
  ...(scope === 'permanent' ? ['--permanent'] : []),
  ...(p.zone === undefined || thingsOf(p).length === 0 ? [] : [`--zone=${p.zone}`]),
];

function option(verb: string, p: Params): string {
  const [thing] = thingsOf(p);
  if (!thing)
    return verb === 'query'
      ? `--info-zone=${p.zone ?? ''}`
      : `--${verb === 'add' ? 'new' : 'delete'}-zone=${p.zone ?? ''}`;
  return `--${verb}-${thing.option}${thing.value === undefined ? '' : `=${thing.value}`}`;
}

const query = (p: Params, scope: Scope): string => quoteAll([...wordsOf(p, scope), option('query', p)]);

/** `masquerade: no` with `enabled` means the same as `disabled`. */
function isWanted(p: Params): boolean {
  const on = p.state === 'enabled' || p.state === 'present';
  return p.masquerade === false || p.icmp_block_inversion === false ? !on : on;
}

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure('firewalld is not installed on the host', 'Install the package firewalld.');
  if (exitStatus === 3) throw new ModuleFailure('firewalld does not run', 'Start it first, with the module systemd.');
  const wanted = isWanted(p);
  const answers = stdout.split('\n');
  const differing = scopesOf(p).filter((_, i) => (answers[i] === 'yes') !== wanted);
  if (differing.length === 0) return CONVERGED;
  const what = option(wanted ? 'add' : 'remove', p);
  return {
    changes: differing.map((scope): Change => ({
      attribute: `${what.replace(/^--(add|remove|new|delete)-/, '')} ${scope}`,
      before: !wanted,
      after: wanted,
    })),
    steps: [
      { kind: 'run', script: differing.map((scope) => `firewall-cmd -q ${render(p, scope, what)}`).join(' &&\n') },
    ],
    after: scopesOf(p)
      .map(() => (wanted ? 'yes\n' : 'no\n'))
      .join(''),
  };
}

function render(p: Params, scope: Scope, what: string): string {
  const timeout = scope === 'immediate' && p.timeout > 0 && isWanted(p) ? [`--timeout=${p.timeout}`] : [];
  return [...wordsOf(p, scope), what, ...timeout].map(quote).join(' ');
}
