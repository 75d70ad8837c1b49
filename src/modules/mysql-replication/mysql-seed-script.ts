import type { RunStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { PLAIN_MODE, QUIET_SESSION, renderMysqlInput, sqlName, sqlText } from '../../query/services/mysql-client.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { toLogin } from '../mysql/mysql-login.ts';
import { programText } from '../../values/program-text.ts';
import seed from './mysql-seed.sh';
import seedByClone from './mysql-seed-clone.sh';
import seedByDump from './mysql-seed-dump.sh';

/** A marker file that exists from the start of a seeding until it has succeeded. */
export const SEEDING_MARK = '/var/lib/mysql-seeding';

export interface Seeding {
  /** The login to the primary, with an account that can read everything. */
  readonly primary: LoginParams & { readonly login_host: string };
  /** The server's current databases, which are removed. */
  readonly databases: readonly string[];
  /** SQL that starts the replication after the copy. */
  readonly change: string;
  /** Directory for a dump of the server's current data. */
  readonly dumpDirectory?: string | undefined;
}

/**
 * Replaces all data of a server by a copy of its primary's data, directly from server to server over TLS, and starts the
 * replication from exactly that position. The primary stays available.
 */
export const renderSeeding = (isMariaDb: boolean, seeding: Seeding): RunStep =>
  isMariaDb ? renderDump(seeding) : renderClone(seeding);

/** The blocks of the script's standard input. */
const blocks = (...texts: readonly string[]): string => texts.map((text) => `${text}\n--\n`).join('');

const statements = (...sql: readonly string[]): string =>
  [QUIET_SESSION, ...sql.map((statement) => `${statement};`)].join('\n');

const optionsOf = (primary: LoginParams): string => renderMysqlInput(toLogin(primary), []).replace(/\n--\n$/, '');

/** The script of one seeding method, with its parameters. */
const renderScript = (way: string, dumpDirectory = ''): string =>
  `mark=${SEEDING_MARK} directory=${quote(dumpDirectory)}\n${programText(seed)}${programText(way)}`;

function renderDump({ primary, databases, change, dumpDirectory }: Seeding): RunStep {
  const prepare = statements(
    PLAIN_MODE,
    'SET GLOBAL read_only = ON',
    'STOP REPLICA',
    'RESET REPLICA ALL',
    'SET SESSION sql_log_bin = 0',
    ...databases.map((name) => `DROP DATABASE ${sqlName(name)}`),
  );
  return {
    kind: 'run',
    script: renderScript(seedByDump, dumpDirectory),
    stdin: blocks(optionsOf(primary), prepare, statements(change)),
  };
}

function renderClone({ primary, change, dumpDirectory }: Seeding): RunStep {
  const { login_host: host, login_port: port = 3306, login_user: user = '', login_password: password = '' } = primary;
  const files = [
    ['ca', primary.ca_cert],
    ['cert', primary.client_cert],
    ['key', primary.client_key],
  ] as const;
  const clone = statements(
    PLAIN_MODE,
    'SET GLOBAL super_read_only = OFF',
    'STOP REPLICA',
    'RESET REPLICA ALL',
    `SET GLOBAL clone_valid_donor_list = ${sqlText(`${host}:${port}`)}`,
    ...files.flatMap(([name, file]) => (file === undefined ? [] : [`SET GLOBAL clone_ssl_${name} = ${sqlText(file)}`])),
    `CLONE INSTANCE FROM ${sqlText(user)}@${sqlText(host)}:${port} IDENTIFIED BY ${sqlText(password)} REQUIRE SSL`,
  );
  return {
    kind: 'run',
    script: renderScript(seedByClone, dumpDirectory),
    stdin: blocks(clone, statements('STOP REPLICA', 'RESET REPLICA ALL', change)),
  };
}
