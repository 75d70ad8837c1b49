/** A rule of ufw for one address family. `any` and empty texts mean no restriction. */
export interface UfwRule {
  readonly action: UfwAction;
  /** `log`: new connections; `log-all`: every packet. */
  readonly log: '' | 'log' | 'log-all';
  readonly route: boolean;
  readonly direction: 'in' | 'out';
  readonly interfaceIn: string;
  readonly interfaceOut: string;
  readonly proto: string;
  /** An address or a network: `any`, `10.0.0.1`, `10.0.0.0/8`. */
  readonly from: string;
  /** `any`, or sorted ports: `80,443`, `1000:2000`. */
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
  /** Name of an application profile, which defines ports and protocol. */
  readonly toApp: string;
  readonly fromApp: string;
  readonly comment: string;
}

export type UfwAction = 'allow' | 'deny' | 'reject' | 'limit';

/** The rules in a file of ufw, from the comment before each rule: `### tuple ### allow tcp 22 ::/0 any ::/0 in`. */
export function parseTuples(text: string): UfwRule[] {
  const rules: UfwRule[] = [];
  for (const line of text.split('\n')) {
    const words = /^### tuple ### (.*)$/.exec(line)?.[1]?.trim().split(/\s+/);
    const rule = words && parseTuple(words);
    // an application with several protocols has several tuples
    if (rule && !(isAppRule(rule) && rules.some((other) => isSameMatch(rule, other)))) rules.push(rule);
  }
  return rules;
}

function parseTuple(words: readonly string[]): UfwRule | undefined {
  const comment = words.find((word) => word.startsWith('comment='))?.slice('comment='.length) ?? '';
  const fields = words.filter((word) => !word.startsWith('comment='));
  const [verdict = '', proto = '', toPort = '', to = '', fromPort = '', from = '', ...rest] = fields;
  const [toApp = '-', fromApp = '-', place = 'in'] = rest.length >= 3 ? rest : ['-', '-', rest[0] ?? 'in'];
  const [, route, action, log = ''] = /^(route:)?(allow|deny|reject|limit)(?:_(log|log-all))?$/.exec(verdict) ?? [];
  if (action === undefined) return undefined;
  const interfaces = place.split('!').map((part) => /^(in|out)(?:_(.*))?$/.exec(part));
  const nameOf = (direction: string): string => interfaces.find((match) => match?.[1] === direction)?.[2] ?? '';
  const isApp = toApp !== '-' || fromApp !== '-';
  return {
    action: action as UfwAction,
    log: log as UfwRule['log'],
    route: route !== undefined,
    direction: interfaces[0]?.[1] === 'out' && route === undefined ? 'out' : 'in',
    interfaceIn: nameOf('in'),
    interfaceOut: nameOf('out'),
    proto: isApp ? 'any' : proto,
    from: anyAddress(from),
    fromPort: isApp ? 'any' : sortPorts(fromPort),
    to: anyAddress(to),
    toPort: isApp ? 'any' : sortPorts(toPort),
    toApp: appName(toApp),
    fromApp: appName(fromApp),
    comment: Buffer.from(comment, 'hex').toString('utf8'),
  };
}

const anyAddress = (address: string): string => (address === '0.0.0.0/0' || address === '::/0' ? 'any' : address);
const appName = (word: string): string => (word === '-' ? '' : word.replaceAll('%20', ' '));
const isAppRule = (rule: UfwRule): boolean => rule.toApp !== '' || rule.fromApp !== '';

/** Sorts ports, since `443,80` and `80,443` are equivalent. */
export const sortPorts = (ports: string): string =>
  ports
    .split(',')
    .sort((a, b) => Number(a.split(':')[0]) - Number(b.split(':')[0]))
    .join(',');

const MATCH = [
  'route',
  'direction',
  'interfaceIn',
  'interfaceOut',
  'proto',
  'from',
  'fromPort',
  'to',
  'toPort',
  'toApp',
  'fromApp',
] as const;

/** Whether two rules select the same packets; ufw keeps only one of them. */
export const isSameMatch = (a: UfwRule, b: UfwRule): boolean => MATCH.every((key) => a[key] === b[key]);

export const isSameRule = (a: UfwRule, b: UfwRule): boolean =>
  isSameMatch(a, b) && a.action === b.action && a.log === b.log && a.comment === b.comment;
