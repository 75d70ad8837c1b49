import * as z from 'zod';
import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { text, textList } from '../../module-api/params.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { DumpFile } from '../lib/dump-file.ts';
import { diffDump, diffLoad, predictDump } from '../lib/dump-file.ts';
import { parentOf } from '../lib/parent-directory.ts';
import { dumpParams, dumpStep, importStep, isAll } from './mysql-dump.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysql } from '../../query/services/mysql.ts';
import { sqlName, sqlText } from '../../query/services/mysql-client.ts';
import {
  loginAliases,
  loginNotTaken,
  expectServer,
  loginParams,
  mysqlServer,
  mysqlStep,
  rowsOf,
  toLogin,
} from './mysql-login.ts';

const word = () => text().pipe(z.string().regex(/^\w+$/, 'must be a name of letters, digits and _'));

const params = z
  .strictObject({
    name: textList()
      .pipe(z.array(z.string()).min(1))
      .describe('Names of the databases. `all`: with dump and import, all of them.'),
    state: z
      .enum(['present', 'absent', 'dump', 'import'])
      .default('present')
      .describe(
        'Whether the databases exist. dump: write them to target; import: create the database and run the statements of target. Both are done at every run.',
      ),
    encoding: word().optional().describe('Default character set of new tables, such as utf8mb4.'),
    collation: word().optional().describe('Default collation of new tables, such as utf8mb4_unicode_ci.'),
    ...dumpParams,
    ...loginParams,
  })
  .refine((p) => !usesFile(p) || p.target !== undefined, {
    path: ['target'],
    message: 'is needed with dump and import',
  })
  .refine((p) => usesFile(p) || !isAll(p.name), { path: ['name'], message: 'all goes with dump and import only' })
  .refine((p) => p.state !== 'import' || p.name.length === 1, {
    path: ['name'],
    message: 'must be one database with import',
  });

const usesFile = ({ state }: { readonly state: string }): boolean => state === 'dump' || state === 'import';

type Params = z.output<typeof params>;

type Database =
  { readonly exists: false } | { readonly exists: true; readonly encoding: string; readonly collation: string };

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly server: ReturnType<typeof mysqlServer>;
  readonly databases: readonly Query<MysqlAnswer<Database>>[];
  /** Of target, with dump and import. */
  readonly files: readonly Query<StatAnswer>[];
}
type Found = Answers<Asked>;

/** Manages databases of MySQL and MariaDB servers. */
export const mysqlDb = defineState({
  name: 'mysql_db',
  summary: 'Creates, removes, dumps and imports MySQL and MariaDB databases, and sets their character sets.',
  params,
  notTaken: {
    ...loginNotTaken,
    pipefail: leftOut('a dump that fails always fails the task.'),
    use_shell: leftOut('a file is always unpacked by a pipe.'),
    unsafe_login_password: leftOut('a password needs no quoting.'),
    config_overrides_defaults: leftOut('config_file is always read, and login_ parameters are stronger.'),
    restrict_config_file: leftOut('the option files that mysql reads by itself come first.'),
  },
  aliases: { ...loginAliases, db: 'name' },
  examples: [
    '- mysql_db:\n    name: app\n    encoding: utf8mb4\n',
    '- mysql_db:\n    name: test\n    state: absent\n',
    '- mysql_db:\n    name: app\n    state: dump\n    target: /var/backups/app.sql.gz\n    single_transaction: yes\n',
  ],
  returns: { db: 'Names of the databases.', db_list: 'The same names.' },
  queries: (p): Asked => ({
    server: mysqlServer(p),
    databases: isAll(p.name) ? [] : p.name.map((name) => databaseOf(p, name)),
    files: usesFile(p) && p.target !== undefined ? [stat(p.target)] : [],
  }),
  directories: (p) => {
    if (p.state === 'import') return p.chdir === undefined ? [] : [p.chdir];
    return p.state === 'dump' && p.target !== undefined ? [parentOf(p.target)] : [];
  },
  diff: (p, s: Found, context) => {
    expectServer(s.server);
    const file = fileOf(p, s);
    if (file && p.state === 'dump') return [...refuseMissing(p, s), ...diffDump(file, context)];
    return [...diffDatabases(p, s), ...(file ? diffLoad(file, context) : [])];
  },
  apply: (p, s: Found) => {
    if (p.state === 'dump') return [dumpStep(p, p.target ?? '', expectServer(s.server))];
    const statements = p.name.flatMap((name, i) => change(p, name, s.databases[i] ?? MISSING));
    return [
      ...(statements.length === 0 || isAll(p.name) ? [] : [mysqlStep(p, statements)]),
      ...(p.state === 'import' ? [importStep(p, p.target ?? '')] : []),
    ];
  },
  predict: (p, s: Found, context) => {
    const file = fileOf(p, s);
    if (file && p.state === 'dump') return predictDump(file, context);
    const kept = file ? predictUnchanged(mysqlServer(p), stat(file.path)) : [];
    return [...(isAll(p.name) ? [] : predictDatabases(p, s)), ...kept];
  },
  writes: (p) => {
    if (p.state === 'dump') return { keys: [`file:${p.target ?? ''}`] };
    const keys = p.name.map((name) => `mysql:database:${name}`);
    return p.state === 'import' ? { keys, unlistedEffects: 'anything' } : { keys };
  },
  result: (p) => ({ db: p.name.join(' '), db_list: p.name }),
});

const fileOf = (p: Params, { files: [self] }: Found): DumpFile | undefined =>
  p.target !== undefined && self ? { path: p.target, self } : undefined;

const MISSING: Database = { exists: false };

function refuseMissing(p: Params, { databases }: Found): never[] {
  const missing = p.name.filter((_, i) => databases[i]?.exists === false);
  if (missing.length > 0) throw new ModuleFailure(`there is no database ${missing.join(', ')}`);
  return [];
}

const diffDatabases = (p: Params, { databases }: Found): Change[] =>
  isAll(p.name) ? [] : p.name.flatMap((name, i) => diffDatabase(p, name, databases[i] ?? MISSING));

const predictDatabases = (p: Params, { databases }: Found): Prediction[] =>
  p.name.map((name, i) => {
    const found = databases[i] ?? MISSING;
    const before = found.exists ? found : { encoding: '', collation: '' };
    const present = {
      exists: true,
      encoding: asked(p.encoding, before.encoding),
      collation: asked(p.collation, before.collation),
    };
    return { query: databaseOf(p, name), answer: p.state === 'absent' ? MISSING : present };
  });

/** Compares only the attributes that the task sets; the others have the server's defaults. */
const databaseOf = (p: Params, name: string): Query<MysqlAnswer<Database>> =>
  mysql<Database>({
    login: toLogin(p),
    about: ['database', name, p.encoding && 'encoding', p.collation && 'collation'].filter(Boolean).join(' '),
    statements: [
      'SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA' +
        ` WHERE SCHEMA_NAME = ${sqlText(name)}`,
    ],
    interpret: ([result]) => {
      const [row] = rowsOf(result);
      if (!row) return { exists: false };
      const [encoding = '', collation = ''] = row;
      return {
        exists: true,
        encoding: p.encoding ? plain(encoding) : '',
        collation: p.collation ? plain(collation) : '',
      };
    },
    reads: [`mysql:database:${name}`],
    lasts: true,
  });

/** utf8 is another name of utf8mb3. */
const plain = (name: string): string => name.toLowerCase().replace(/^utf8(?=_|$)/, 'utf8mb3');

const asked = (wanted: string | undefined, before: string): string => (wanted === undefined ? before : plain(wanted));

function diffDatabase(p: Params, name: string, found: Database): Change[] {
  const attribute = (what: string): string => (p.name.length > 1 ? `${what} of ${name}` : what);
  if (p.state === 'absent')
    return found.exists ? [{ attribute: attribute('state'), before: 'present', after: 'absent' }] : [];
  const before = found.exists ? found : undefined;
  return [
    ...(before ? [] : [{ attribute: attribute('state'), before: 'absent', after: 'present' }]),
    ...(['encoding', 'collation'] as const).flatMap((key) => {
      const wanted = p[key];
      if (wanted === undefined || before?.[key] === plain(wanted)) return [];
      return [{ attribute: attribute(key), before: before?.[key] ?? null, after: wanted }];
    }),
  ];
}

function change(p: Params, name: string, found: Database): string[] {
  if (diffDatabase(p, name, found).length === 0) return [];
  if (p.state === 'absent') return [`DROP DATABASE ${sqlName(name)}`];
  const options = [p.encoding && `CHARACTER SET ${p.encoding}`, p.collation && `COLLATE ${p.collation}`];
  return [[found.exists ? 'ALTER' : 'CREATE', 'DATABASE', sqlName(name), ...options].filter(Boolean).join(' ')];
}
