import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import {
  POSTGRESQL_KEYS,
  expectAnswer,
  loginAliases,
  loginNotTaken,
  loginParams,
  postgresqlStep,
  renderQuestion,
  sqlName,
  sqlText,
} from './postgresql-login.ts';

const params = z.strictObject({
  name: text().describe('The extension.'),
  db: text().describe('The database.'),
  schema: text().optional().describe('Schema of a new extension.'),
  version: text().optional().describe('Version of the extension; latest means the newest version on the host.'),
  cascade: bool()
    .default(false)
    .describe('Also install the extensions that it depends on or, with absent, remove those that depend on it.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the database has the extension.'),
  ...loginParams,
});

type Params = z.output<typeof params>;

/** Manages extensions of a PostgreSQL database. */
export const postgresqlExt = defineProbed({
  name: 'postgresql_ext',
  summary: 'Adds and removes extensions of a PostgreSQL database.',
  params,
  aliases: { ...loginAliases, ext: 'name', login_db: 'db' },
  notTaken: loginNotTaken,
  examples: ['- postgresql_ext:\n    name: pg_trgm\n    db: app\n  become: yes\n  become_user: postgres\n'],
  returns: { ext: 'The extension.' },
  probe: (p) =>
    renderQuestion(p, p.db, [
      `SELECT COALESCE(default_version, '') || ' ' || COALESCE(installed_version, '') FROM pg_available_extensions WHERE name = ${sqlText(p.name)};`,
    ]),
  reads: (p) => [`postgresql:database:${p.db}`, ...POSTGRESQL_KEYS],
  plan,
  writes: (p) => ({ keys: [`postgresql:database:${p.db}`] }),
  result: (p) => ({ ext: p.name }),
});

function plan(p: Params, found: ShellAnswer): ProbedPlan {
  const line = expectAnswer(found).trimEnd();
  const [newest = '', before = ''] = line.replace(/\n$/, '').split(' ');
  const name = sqlName(p.name);
  if (p.state === 'absent')
    return before === ''
      ? CONVERGED
      : change(p, { before, after: null, newest }, `DROP EXTENSION ${name}${p.cascade ? ' CASCADE' : ''}`);
  if (newest === '')
    throw new ModuleFailure(
      `the server has no extension ${p.name}`,
      'Install the package that contains it, such as postgresql-contrib.',
    );
  const wanted = p.version === undefined || p.version === 'latest' ? newest : p.version;
  if (before === wanted || (before !== '' && p.version === undefined)) return CONVERGED;
  const version = p.version === undefined ? '' : ` VERSION ${sqlText(wanted)}`;
  const schema = p.schema === undefined ? '' : ` SCHEMA ${sqlName(p.schema)}`;
  const sql =
    before === ''
      ? `CREATE EXTENSION ${name}${schema}${version}${p.cascade ? ' CASCADE' : ''}`
      : `ALTER EXTENSION ${name} UPDATE TO ${sqlText(wanted)}`;
  return change(p, { before: before === '' ? null : before, after: wanted, newest }, sql);
}

interface Versions {
  readonly before: string | null;
  readonly after: string | null;
  readonly newest: string;
}

const change = (p: Params, { before, after, newest }: Versions, sql: string): ProbedPlan => ({
  changes: [{ attribute: 'version', before, after }],
  steps: [postgresqlStep(p, p.db, [sql])],
  after: `${newest} ${after ?? ''}\n`,
});
