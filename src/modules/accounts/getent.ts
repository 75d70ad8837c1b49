import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { shell } from '../../query/shell.ts';

const params = z.strictObject({
  database: z
    .string()
    .regex(/^[a-z0-9_]+$/, 'must be a database of getent(1)')
    .describe('The database: passwd, group, hosts, services, ...'),
  key: text().optional().describe('Key of the entry to read. Default: all entries.'),
  split: text().optional().describe('Separator of fields. Default: a colon or whitespace, depending on the database.'),
  service: text().optional().describe('Name service to query instead of those in nsswitch.conf: `files`.'),
  fail_key: bool().default(true).describe('Fail if the key does not exist.'),
});

type Params = z.output<typeof params>;

const FILES: Readonly<Record<string, string>> = {
  passwd: 'passwd',
  group: 'group',
  shadow: 'shadow',
  gshadow: 'gshadow',
};

/** Reads entries of the system's databases. */
export const getent = defineRead({
  name: 'getent',
  summary: 'Reads entries of system databases, such as passwd, group, hosts and services, with getent.',
  params,
  examples: ['- getent:\n    database: passwd\n    key: www-data\n'],
  returns: { ansible_facts: 'getent_DATABASE: a mapping from the key of each entry to its fields.' },
  queries: (p) => ({ entries: shell({ script: scriptOf(p), reads: readsOf(p) }) }),
  result: (p, { entries: { exitStatus, stdout, stderr } }) => {
    if (exitStatus !== 0 && exitStatus !== 2)
      throw new ModuleFailure(`getent ${p.database} failed`, stderr || undefined);
    if (exitStatus === 2 && p.key !== undefined && p.fail_key) throw new ModuleFailure(`${p.database} has no ${p.key}`);
    const entries: Record<string, string[] | null> = p.key !== undefined && exitStatus === 2 ? { [p.key]: null } : {};
    for (const line of stdout.split('\n').filter(Boolean)) {
      const [key = '', ...fields] = line.split(p.split ?? (p.database in FILES ? ':' : /\s+/));
      entries[key] = fields;
    }
    return { ansible_facts: { [`getent_${p.database}`]: entries } };
  },
});

const scriptOf = (p: Params): string =>
  quoteAll(['getent', ...(p.service === undefined ? [] : ['-s', p.service])]) +
  ` -- ${quote(p.database)}${p.key === undefined ? '' : ` ${quote(p.key)}`}`;

/** Entries in files change only with the files; others, such as hosts, may come from the network. */
function readsOf(p: Params): string[] | undefined {
  const file = FILES[p.database];
  if (file === undefined) return undefined;
  const kind = p.database === 'passwd' || p.database === 'shadow' ? 'user' : 'group';
  return [`file:/etc/${file}`, ...(p.key === undefined ? [] : [`${kind}:${p.key}`])];
}
