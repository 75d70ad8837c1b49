import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, integer, text } from '../../module-api/params.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
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
  name: text().describe('The database.'),
  owner: text().optional().describe('Role that owns the database.'),
  encoding: text().optional().describe('Encoding of a new database: UTF-8.'),
  lc_collate: text().optional().describe('Collation locale of a new database.'),
  lc_ctype: text().optional().describe('Character classification locale of a new database.'),
  template: text().optional().describe('Template of a new database. template0 allows another encoding and locale.'),
  tablespace: text().optional().describe('Tablespace of the database.'),
  conn_limit: integer().optional().describe('Maximum number of concurrent connections; -1 means no limit.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  force: bool()
    .default(false)
    .describe('With absent: close the connections to the database. Requires PostgreSQL 13 or newer.'),
  maintenance_db: text().default('postgres').describe('Database to connect to.'),
  ...loginParams,
});

type Params = z.output<typeof params>;

const DUMPS = 'Run pg_dump or psql in a command: postgresql_db makes databases only.';

/** Manages databases of a PostgreSQL server. */
export const postgresqlDb = defineProbed({
  name: 'postgresql_db',
  summary: 'Creates and removes PostgreSQL databases.',
  params,
  aliases: { ...loginAliases, db: 'name' },
  notTaken: {
    ...loginNotTaken,
    'state=dump': DUMPS,
    'state=restore': DUMPS,
    'state=rename': 'Run ALTER DATABASE with postgresql_query.',
    target: DUMPS,
    target_opts: DUMPS,
    dump_extra_args: DUMPS,
  },
  examples: [
    '- postgresql_db:\n    name: app\n    owner: app\n    encoding: UTF-8\n  become: yes\n  become_user: postgres\n',
  ],
  returns: { db: 'The database.' },
  probe: (p) =>
    renderQuestion(p, p.maintenance_db, [
      `SELECT row_to_json(t) FROM (SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, datcollate AS lc_collate, datctype AS lc_ctype, datconnlimit AS conn_limit, spcname AS tablespace FROM pg_database d JOIN pg_tablespace s ON s.oid = d.dattablespace WHERE datname = ${sqlText(p.name)}) t;`,
    ]),
  reads: (p) => [`postgresql:database:${p.name}`, ...POSTGRESQL_KEYS],
  plan,
  writes: (p) => ({ keys: [`postgresql:database:${p.name}`] }),
  result: (p) => ({ db: p.name }),
});

interface Database {
  readonly owner: string;
  readonly encoding: string;
  readonly lc_collate: string;
  readonly lc_ctype: string;
  readonly conn_limit: number;
  readonly tablespace: string;
}

function plan(p: Params, found: ShellAnswer): ProbedPlan {
  const line = expectAnswer(found).trim();
  const before = line === '' ? undefined : (JSON.parse(line) as Database);
  if (p.state === 'absent') return before ? drop(p) : CONVERGED;
  return before ? alter(p, before) : create(p);
}

const drop = (p: Params): ProbedPlan => ({
  changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
  steps: [postgresqlStep(p, p.maintenance_db, [`DROP DATABASE ${sqlName(p.name)}${p.force ? ' WITH (FORCE)' : ''}`])],
  after: '',
});

function create(p: Params): ProbedPlan {
  const options = [
    ...(p.owner === undefined ? [] : [`OWNER ${sqlName(p.owner)}`]),
    ...(p.template === undefined ? [] : [`TEMPLATE ${sqlName(p.template)}`]),
    ...(p.encoding === undefined ? [] : [`ENCODING ${sqlText(p.encoding)}`]),
    ...(p.lc_collate === undefined ? [] : [`LC_COLLATE ${sqlText(p.lc_collate)}`]),
    ...(p.lc_ctype === undefined ? [] : [`LC_CTYPE ${sqlText(p.lc_ctype)}`]),
    ...(p.tablespace === undefined ? [] : [`TABLESPACE ${sqlName(p.tablespace)}`]),
    ...(p.conn_limit === undefined ? [] : [`CONNECTION LIMIT ${p.conn_limit}`]),
  ];
  return {
    changes: [{ attribute: 'state', before: 'absent', after: 'present' }],
    steps: [postgresqlStep(p, p.maintenance_db, [`CREATE DATABASE ${sqlName(p.name)} ${options.join(' ')}`])],
    after: new Unknown(`the database ${p.name}`),
  };
}

/** Encoding and locale can't be changed later. */
function alter(p: Params, before: Database): ProbedPlan {
  for (const key of ['encoding', 'lc_collate', 'lc_ctype'] as const)
    if (p[key] !== undefined && canonical(p[key]) !== canonical(before[key]))
      throw new ModuleFailure(
        `${key} of the database ${p.name} is ${before[key]}, and cannot be changed to ${p[key]}`,
        'Dump the database, remove it, and load the dump into a new one.',
      );
  const name = sqlName(p.name);
  const wanted = [
    { key: 'owner', sql: `ALTER DATABASE ${name} OWNER TO ${sqlName(p.owner ?? '')}` },
    { key: 'conn_limit', sql: `ALTER DATABASE ${name} CONNECTION LIMIT ${p.conn_limit ?? -1}` },
    { key: 'tablespace', sql: `ALTER DATABASE ${name} SET TABLESPACE ${sqlName(p.tablespace ?? '')}` },
  ] as const;
  const differing = wanted.filter(({ key }) => p[key] !== undefined && p[key] !== before[key]);
  if (differing.length === 0) return CONVERGED;
  const changes = differing.map(({ key }): Change => ({ attribute: key, before: before[key], after: p[key] }));
  const after = { ...before, ...Object.fromEntries(changes.map(({ attribute, after: value }) => [attribute, value])) };
  return {
    changes,
    steps: [
      postgresqlStep(
        p,
        p.maintenance_db,
        differing.map(({ sql }) => sql),
      ),
    ],
    after: `${JSON.stringify(after)}\n`,
  };
}

/** UTF-8 is UTF8, and en_US.utf8 is en_US.UTF-8. */
const canonical = (name: string): string => name.toLowerCase().replaceAll('-', '');
