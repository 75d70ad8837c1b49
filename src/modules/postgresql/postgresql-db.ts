import * as z from 'zod';
import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { Query } from '../../query/query.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { DumpFile } from '../lib/dump-file.ts';
import { diffDump, diffLoad } from '../lib/dump-file.ts';
import { parentOf } from '../lib/parent-directory.ts';
import { dumpParams, dumpStep, isDirectoryDump, predictDumped, restoreStep } from './postgresql-dump.ts';
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

const params = z
  .strictObject({
    name: text().describe('The database.'),
    owner: text().optional().describe('Role that owns the database.'),
    encoding: text().optional().describe('Encoding of a new database: UTF-8.'),
    lc_collate: text().optional().describe('Collation locale of a new database.'),
    lc_ctype: text().optional().describe('Character classification locale of a new database.'),
    template: text().optional().describe('Template of a new database. template0 allows another encoding and locale.'),
    tablespace: text().optional().describe('Tablespace of the database.'),
    conn_limit: integer().optional().describe('Maximum number of concurrent connections; -1 means no limit.'),
    state: z
      .enum(['present', 'absent', 'dump', 'restore', 'rename'])
      .default('present')
      .describe(
        'Whether it exists. dump: write it to target; restore: load target into it, ending at the first error. Both are done at every run. rename: give it the name target, unless that is there and it is not.',
      ),
    force: bool()
      .default(false)
      .describe('With absent: close the connections to the database. Requires PostgreSQL 13 or newer.'),
    maintenance_db: text().default('postgres').describe('Database to connect to.'),
    ...dumpParams,
    ...loginParams,
  })
  .refine((p) => p.state === 'present' || p.state === 'absent' || p.target !== undefined, {
    path: ['target'],
    message: 'is needed with dump, restore and rename',
  })
  .refine((p) => !usesFile(p) || p.target?.startsWith('/') !== false, {
    path: ['target'],
    message: 'must be an absolute path',
  })
  .refine((p) => p.state !== 'rename' || (p.target !== p.name && p.maintenance_db !== p.name), {
    path: ['target'],
    message: 'must be another name, and maintenance_db another database',
  });

const usesFile = ({ state }: { readonly state: string }): boolean => state === 'dump' || state === 'restore';

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  /** The database; with rename also the one of the new name. */
  readonly databases: readonly Query<ShellAnswer>[];
  /** Of target, with dump and restore. */
  readonly files: readonly Query<StatAnswer>[];
}
type Found = Answers<Asked>;

/** Manages databases of a PostgreSQL server. */
export const postgresqlDb = defineState({
  name: 'postgresql_db',
  summary: 'Creates, removes, renames, dumps and restores PostgreSQL databases.',
  params,
  aliases: { ...loginAliases, db: 'name' },
  notTaken: loginNotTaken,
  examples: [
    '- postgresql_db:\n    name: app\n    owner: app\n    encoding: UTF-8\n  become: yes\n  become_user: postgres\n',
    '- postgresql_db:\n    name: app\n    state: dump\n    target: /var/backups/app.pgc\n  become: yes\n  become_user: postgres\n',
  ],
  returns: { db: 'The database.' },
  queries: (p): Asked => ({
    databases: [p.name, ...(p.state === 'rename' && p.target !== undefined ? [p.target] : [])].map((name) =>
      databaseOf(p, name),
    ),
    files: usesFile(p) && p.target !== undefined ? [stat(p.target)] : [],
  }),
  directories: (p) => (p.state === 'dump' && p.target !== undefined ? [parentOf(p.target)] : []),
  diff: (p, s: Found, context) => {
    const file = fileOf(p, s);
    if (!file) return [...plan(p, s).changes];
    if (!read(s.databases[0])) throw new ModuleFailure(`there is no database ${p.name}`);
    return p.state === 'dump' ? diffDump(file, context, isDirectoryDump(file.path)) : diffLoad(file, context);
  },
  apply: (p, s: Found) => {
    if (p.state === 'dump') return [dumpStep(p, p.target ?? '')];
    return p.state === 'restore' ? [restoreStep(p, p.target ?? '')] : [...plan(p, s).steps];
  },
  predict: (p, s: Found, context) => {
    const file = fileOf(p, s);
    if (!file) return predictDatabases(p, s);
    const kept = predictUnchanged(databaseOf(p, p.name));
    return [...kept, ...(p.state === 'dump' ? predictDumped(file, context) : predictUnchanged(stat(file.path)))];
  },
  writes: (p) => {
    const key = `postgresql:database:${p.name}`;
    if (p.state === 'dump') return { keys: [`tree:${p.target ?? ''}`] };
    if (p.state === 'rename') return { keys: [key, `postgresql:database:${p.target ?? ''}`] };
    return p.state === 'restore' ? { keys: [key, 'postgresql:'], unlistedEffects: 'anything' } : { keys: [key] };
  },
  result: (p) => ({ db: p.name }),
});

const databaseOf = (p: Params, name: string): Query<ShellAnswer> =>
  shell({
    script: renderQuestion(p, p.maintenance_db, [
      `SELECT row_to_json(t) FROM (SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, datcollate AS lc_collate, datctype AS lc_ctype, datconnlimit AS conn_limit, spcname AS tablespace FROM pg_database d JOIN pg_tablespace s ON s.oid = d.dattablespace WHERE datname = ${sqlText(name)}) t;`,
    ]),
    reads: [`postgresql:database:${name}`, ...POSTGRESQL_KEYS],
  });

const fileOf = (p: Params, { files: [self] }: Found): DumpFile | undefined =>
  p.target !== undefined && self ? { path: p.target, self } : undefined;

interface Database {
  readonly owner: string;
  readonly encoding: string;
  readonly lc_collate: string;
  readonly lc_ctype: string;
  readonly conn_limit: number;
  readonly tablespace: string;
}

function read(answer: ShellAnswer | undefined): Database | undefined {
  const line = answer ? expectAnswer(answer).trim() : '';
  return line === '' ? undefined : (JSON.parse(line) as Database);
}

/** `after` is what asking for the databases will answer, in their order. */
interface DatabasePlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly after: readonly (string | Unknown)[];
}

const CONVERGED: DatabasePlan = { changes: [], steps: [], after: [] };

function plan(p: Params, { databases: [found, other] }: Found): DatabasePlan {
  const before = read(found);
  if (p.state === 'rename') return rename(p, found, other);
  if (p.state === 'absent') return before ? drop(p) : CONVERGED;
  return before ? alter(p, before) : create(p);
}

const predictDatabases = (p: Params, s: Found): Prediction[] =>
  plan(p, s).after.map((answer, i) => ({
    query: databaseOf(p, i === 0 ? p.name : (p.target ?? '')),
    answer: typeof answer === 'string' ? { exitStatus: 0, stdout: answer, stderr: '' } : answer,
  }));

/** Where only the new name is there, it has been done. */
function rename(p: Params, found: ShellAnswer | undefined, other: ShellAnswer | undefined): DatabasePlan {
  const target = p.target ?? '';
  const [before, after] = [read(found), read(other)];
  if (before && after) throw new ModuleFailure(`both databases exist: ${p.name} and ${target}`);
  if (!before && !after) throw new ModuleFailure(`there is no database ${p.name}, and none ${target}`);
  if (!before) return CONVERGED;
  return {
    changes: [{ attribute: 'name', before: p.name, after: target }],
    steps: [postgresqlStep(p, p.maintenance_db, [`ALTER DATABASE ${sqlName(p.name)} RENAME TO ${sqlName(target)}`])],
    after: ['', found?.stdout ?? ''],
  };
}

const drop = (p: Params): DatabasePlan => ({
  changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
  steps: [postgresqlStep(p, p.maintenance_db, [`DROP DATABASE ${sqlName(p.name)}${p.force ? ' WITH (FORCE)' : ''}`])],
  after: [''],
});

function create(p: Params): DatabasePlan {
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
    after: [new Unknown(`the database ${p.name}`)],
  };
}

/** Encoding and locale can't be changed later. */
function alter(p: Params, before: Database): DatabasePlan {
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
    after: [`${JSON.stringify(after)}\n`],
  };
}

/** UTF-8 is UTF8, and en_US.utf8 is en_US.UTF-8. */
const canonical = (name: string): string => name.toLowerCase().replaceAll('-', '');
