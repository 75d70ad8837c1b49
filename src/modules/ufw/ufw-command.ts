import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { UfwAction, UfwRule } from '../../query/services/ufw-rule.ts';
import { sortPorts } from '../../query/services/ufw-rule.ts';
import { normalizeNetwork } from './ip-network.ts';

const PORT_NAMES: Readonly<Record<string, string>> = {
  ssh: '22',
  smtp: '25',
  domain: '53',
  http: '80',
  ntp: '123',
  https: '443',
  mysql: '3306',
};

const ports = () =>
  text().pipe(
    z
      .string()
      .transform((value) =>
        value
          .replace(/\s/g, '')
          .split(',')
          .map((port) => PORT_NAMES[port] ?? port)
          .join(','),
      )
      .refine(
        (value) => value === 'any' || /^\d{1,5}(:\d{1,5})?(,\d{1,5}(:\d{1,5})?)*$/.test(value),
        'must be ports: 22, 80,443 or 6000:6010',
      ),
  );

const address = () =>
  text().pipe(
    z
      .string()
      .refine(
        (value) => isAny(value) || normalizeNetwork(value) !== undefined,
        'must be an address or a network: 10.0.0.1, 10.0.0.0/8',
      ),
  );

/** Parameters that select the packets of a rule. */
export const ruleParams = {
  direction: z
    .enum(['in', 'out', 'incoming', 'outgoing', 'routed'])
    .optional()
    .describe('Direction of the packets. Default: in.'),
  from_port: ports().optional().describe('Source ports.'),
  to_ip: address().default('any').describe('Destination address or network.'),
  to_port: ports().optional().describe('Destination ports: 22, `80,443` or `6000:6010`.'),
  proto: z.enum(['any', 'tcp', 'udp', 'ipv6', 'esp', 'ah', 'gre', 'igmp', 'vrrp']).default('any').describe('Protocol.'),
  name: text().optional().describe('Application profile of ufw, instead of ports and protocol.'),
  interface: text().optional().describe('Incoming interface or, with `direction: out`, outgoing interface.'),
  interface_in: text().optional().describe('Incoming interface.'),
  interface_out: text().optional().describe('Outgoing interface.'),
  route: bool().default(false).describe('The rule applies to forwarded packets.'),
  comment: text()
    .pipe(z.string().regex(/^[^'\n]*$/, 'must not contain single quotes, which ufw does not accept'))
    .optional()
    .describe('Comment of the rule.'),
};

export const fromIp = address;

export interface RuleParams {
  readonly direction?: string | undefined;
  readonly from_port?: string | undefined;
  readonly to_ip: string;
  readonly to_port?: string | undefined;
  readonly proto: string;
  readonly name?: string | undefined;
  readonly interface?: string | undefined;
  readonly interface_in?: string | undefined;
  readonly interface_out?: string | undefined;
  readonly route: boolean;
  readonly comment?: string | undefined;
}

const isAny = (value: string): boolean => value === 'any' || value === '0.0.0.0/0' || value === '::/0';

/** The rule of the parameters, in the form in which ufw's files are parsed. */
export function ruleOf(p: RuleParams, action: UfwAction, fromAddress: string, log: UfwRule['log']): UfwRule {
  const direction = p.direction === 'out' || p.direction === 'outgoing' ? 'out' : 'in';
  const isRouted = p.route || p.direction === 'routed';
  const own = p.interface ?? '';
  return {
    action,
    log,
    route: isRouted,
    direction: isRouted ? 'in' : direction,
    interfaceIn: p.interface_in ?? (direction === 'in' ? own : ''),
    interfaceOut: p.interface_out ?? (direction === 'out' ? own : ''),
    proto: p.proto,
    from: isAny(fromAddress) ? 'any' : (normalizeNetwork(fromAddress) ?? fromAddress),
    fromPort: sortPorts(p.from_port ?? 'any'),
    to: isAny(p.to_ip) ? 'any' : (normalizeNetwork(p.to_ip) ?? p.to_ip),
    toPort: sortPorts(p.to_port ?? 'any'),
    toApp: p.name ?? '',
    fromApp: '',
    comment: p.comment ?? '',
  };
}

/** Why ufw would reject the parameters, as a sentence; undefined if it accepts them. */
export function ruleMistake(p: RuleParams & { readonly from_ip?: unknown }): string | undefined {
  const isList = (ports: string | undefined): boolean => ports !== undefined && /[,:]/.test(ports);
  if ((isList(p.to_port) || isList(p.from_port)) && !['tcp', 'udp'].includes(p.proto))
    return 'several ports need proto: tcp or udp';
  if (p.name !== undefined && (p.to_port !== undefined || p.from_port !== undefined || p.proto !== 'any'))
    return 'an application has its own ports and protocol';
  const hasPort = p.to_port !== undefined || p.from_port !== undefined;
  if (hasPort && !['any', 'tcp', 'udp'].includes(p.proto)) return 'only tcp and udp have ports';
  if (p.interface !== undefined && (p.interface_in !== undefined || p.interface_out !== undefined))
    return 'interface does not go with interface_in and interface_out';
  if (p.interface_in !== undefined && p.interface_out !== undefined && !p.route && p.direction !== 'routed')
    return 'a rule with interface_in and interface_out needs route: yes';
  return undefined;
}

/** The arguments for the ufw command, without the comment. */
export function ruleWords(rule: UfwRule): string[] {
  const side = (address: string, port: string, app: string): string[] => [
    address,
    ...(port === 'any' ? [] : ['port', port]),
    ...(app === '' ? [] : ['app', app]),
  ];
  return [
    rule.action,
    ...(rule.route
      ? [
          ...(rule.interfaceIn ? ['in', 'on', rule.interfaceIn] : []),
          ...(rule.interfaceOut ? ['out', 'on', rule.interfaceOut] : []),
        ]
      : [
          rule.direction,
          ...(rule.interfaceIn || rule.interfaceOut ? ['on', rule.interfaceIn || rule.interfaceOut] : []),
        ]),
    ...(rule.log === '' ? [] : [rule.log]),
    ...(rule.proto === 'any' ? [] : ['proto', rule.proto]),
    'from',
    ...side(rule.from, rule.fromPort, rule.fromApp),
    'to',
    ...side(rule.to, rule.toPort, rule.toApp),
  ];
}

/** The name of a rule in the output: ufw's arguments, after `route` if it is a route rule. */
export const ruleLabel = (rule: UfwRule): string => [...(rule.route ? ['route'] : []), ...ruleWords(rule)].join(' ');

/** A ufw command; `verb` precedes the rule, such as `delete` or `insert 1`. */
export function ufwCommand(rule: UfwRule, ...verb: readonly string[]): string {
  const comment = rule.comment === '' || verb[0] === 'delete' ? [] : ['comment', rule.comment];
  return quoteAll(['ufw', ...(rule.route ? ['route'] : []), ...verb, ...ruleWords(rule), ...comment]);
}
