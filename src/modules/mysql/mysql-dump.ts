import * as z from 'zod';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import { callMysql, readMysqlLogin, renderMysqlInput } from '../../query/services/mysql-client.ts';
import { inDirectory } from '../command/command-guards.ts';
import { splitWords } from '../command/split-words.ts';
import { renderDump, renderLoad } from '../lib/dump-file.ts';
import type { LoginParams, MysqlServer } from './mysql-login.ts';
import { toLogin } from './mysql-login.ts';

/** Parameters of `state: dump` and `state: import`. */
export const dumpParams = {
  target: path()
    .optional()
    .describe('With dump and import: the file on the host. One that ends in .gz, .bz2 or .xz is packed.'),
  single_transaction: bool()
    .default(false)
    .describe('With dump: dump all tables as of one moment, without locking InnoDB.'),
  quick: bool().default(true).describe('With dump: read tables row by row, not into memory.'),
  ignore_tables: textList().default([]).describe('With dump: tables to leave out, as database.table.'),
  hex_blob: bool().default(false).describe('With dump: write binary columns in hexadecimal.'),
  skip_lock_tables: bool().default(false).describe('With dump: do not lock tables.'),
  master_data: z
    .preprocess((given) => (typeof given === 'string' ? Number(given) : given), z.literal([0, 1, 2]))
    .default(0)
    .describe("With dump: also write the server's position in its binary log; 2 writes it as a comment."),
  dump_extra_args: text()
    .optional()
    .describe(
      'With dump: more options of mysqldump, such as --set-gtid-purged=OFF for a dump that goes back into a MySQL server with GTIDs.',
    ),
  force: bool().default(false).describe('With dump and import: continue after an SQL error.'),
  sql_log_bin: bool().default(true).describe('With import: write the statements to the binary log.'),
  chdir: path().optional().describe('With import: directory to run the client in.'),
  import_timeout: integer()
    .refine((seconds) => seconds >= 0, 'must not be negative')
    .default(0)
    .describe('With import: seconds after which the task fails; 0 means no limit.'),
};

export interface DumpParams extends LoginParams {
  readonly name: readonly string[];
  readonly encoding?: string | undefined;
  readonly single_transaction: boolean;
  readonly quick: boolean;
  readonly ignore_tables: readonly string[];
  readonly hex_blob: boolean;
  readonly skip_lock_tables: boolean;
  readonly master_data: 0 | 1 | 2;
  readonly dump_extra_args?: string | undefined;
  readonly force: boolean;
  readonly sql_log_bin: boolean;
  readonly chdir?: string | undefined;
  readonly import_timeout: number;
}

/** The name that stands for all databases. */
export const isAll = (names: readonly string[]): boolean => names.length === 1 && names[0] === 'all';

/** Writes the databases to a file. */
export const dumpStep = (p: DumpParams, target: string, server: MysqlServer): RunStep => ({
  kind: 'run',
  script: [
    ...readMysqlLogin('mariadb-dump', 'mysqldump'),
    `dump() {\n${callMysql(dumpWords(p, server))}\n}`,
    renderDump(target, 'dump'),
  ].join('\n'),
  stdin: renderMysqlInput(toLogin(p), []),
});

function dumpWords(p: DumpParams, server: MysqlServer): string[] {
  const isNew = !server.isMariaDb && !/^(?:5\.|8\.0\.(?:1?\d|2[0-5])\b)/.test(server.version);
  const databases = p.name.length > 1 ? ['--databases', '--', ...p.name] : ['--', ...p.name];
  return [
    ...(p.force ? ['--force'] : []),
    ...(p.skip_lock_tables ? ['--skip-lock-tables'] : []),
    ...characterSet(p),
    ...(p.single_transaction ? ['--single-transaction'] : []),
    p.quick ? '--quick' : '--skip-quick',
    ...p.ignore_tables.map((table) => `--ignore-table=${table}`),
    ...(p.hex_blob ? ['--hex-blob'] : []),
    ...(p.master_data === 0 ? [] : [`--${isNew ? 'source' : 'master'}-data=${p.master_data}`]),
    ...splitWords(p.dump_extra_args ?? ''),
    ...(isAll(p.name) ? ['--all-databases'] : databases),
  ];
}

/** Runs the statements of a file in the database, or in none where it is of all databases. */
export const importStep = (p: DumpParams, target: string): RunStep => ({
  kind: 'run',
  script: [
    ...readMysqlLogin('mariadb', 'mysql'),
    inDirectory(p.chdir, `load() {\n${callMysql(importWords(p))}\n}`),
    renderLoad(target, 'load'),
  ].join('\n'),
  stdin: renderMysqlInput(toLogin(p), []),
  ...(p.import_timeout > 0 && { timeoutSeconds: p.import_timeout }),
});

const importWords = (p: DumpParams): string[] => [
  '--batch',
  ...characterSet(p),
  ...(p.force ? ['--force'] : []),
  ...(p.sql_log_bin ? [] : ['--init-command=SET SESSION sql_log_bin = 0']),
  ...(isAll(p.name) ? [] : ['--one-database', '--', ...p.name]),
];

const characterSet = ({ encoding }: DumpParams): string[] =>
  encoding === undefined ? [] : [`--default-character-set=${encoding}`];
