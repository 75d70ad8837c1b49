import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import { text, textList } from '../../module-api/params.ts';
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

const params = z.strictObject({
  name: textList().pipe(z.array(z.string()).min(1)).describe('Names of the databases.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the databases exist. To dump or import a database, use shell.'),
  encoding: word().optional().describe('Default character set of new tables, such as utf8mb4.'),
  collation: word().optional().describe('Default collation of new tables, such as utf8mb4_unicode_ci.'),
  ...loginParams,
});

type Params = z.output<typeof params>;

type Database =
  { readonly exists: false } | { readonly exists: true; readonly encoding: string; readonly collation: string };

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly server: ReturnType<typeof mysqlServer>;
  readonly databases: readonly Query<MysqlAnswer<Database>>[];
}
type Found = Answers<Asked>;

/** Manages databases of MySQL and MariaDB servers. */
export const mysqlDb = defineState({
  name: 'mysql_db',
  summary: 'Creates and removes MySQL and MariaDB databases, and sets their character sets.',
  params,
  notTaken: {
    ...loginNotTaken,
    ...notTakenFor(
      [
        'target',
        'chdir',
        'dump_extra_args',
        'force',
        'hex_blob',
        'ignore_tables',
        'import_timeout',
        'master_data',
        'pipefail',
        'quick',
        'single_transaction',
        'skip_lock_tables',
        'sql_log_bin',
        'use_shell',
        'unsafe_login_password',
      ],
      'Run mysqldump or mysql in a shell task with creates.',
    ),
    config_overrides_defaults: leftOut('config_file is always read, and login_ parameters are stronger.'),
    restrict_config_file: leftOut('the option files that mysql reads by itself come first.'),
    'state=dump': 'Run mysqldump in a shell task with creates.',
    'state=import': 'Run mysql in a shell task with creates, or a query with mysql_query.',
  },
  aliases: { ...loginAliases, db: 'name' },
  examples: ['- mysql_db:\n    name: app\n    encoding: utf8mb4\n', '- mysql_db:\n    name: test\n    state: absent\n'],
  returns: { db: 'Names of the databases.', db_list: 'The same names.' },
  queries: (p): Asked => ({ server: mysqlServer(p), databases: p.name.map((name) => databaseOf(p, name)) }),
  diff: (p, s: Found) => {
    expectServer(s.server);
    return p.name.flatMap((name, i) => diffDatabase(p, name, s.databases[i] ?? { exists: false }));
  },
  apply: (p, s: Found) => [
    mysqlStep(
      p,
      p.name.flatMap((name, i) => change(p, name, s.databases[i] ?? { exists: false })),
    ),
  ],
  predict: (p, s: Found) =>
    p.name.map((name, i) => {
      const found = s.databases[i] ?? { exists: false };
      const before = found.exists ? found : { encoding: '', collation: '' };
      const present = {
        exists: true,
        encoding: asked(p.encoding, before.encoding),
        collation: asked(p.collation, before.collation),
      };
      return { query: databaseOf(p, name), answer: p.state === 'absent' ? { exists: false } : present };
    }),
  writes: (p) => ({ keys: p.name.map((name) => `mysql:database:${name}`) }),
  result: (p) => ({ db: p.name.join(' '), db_list: p.name }),
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
