import type { RunStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { PLAIN_MODE, renderMysqlInput, sqlName, sqlText } from '../../query/services/mysql-client.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { toLogin } from '../mysql/mysql-login.ts';
import { programText } from '../../values/program-text.ts';
import seed from './mysql-seed.sh';
import seedByClone from './mysql-seed-clone.sh';
import seedByDump from './mysql-seed-dump.sh';

/** Is there from before the first change of a seeding until it has ended well. */
export const SEEDING_MARK = '/var/lib/mysql-seeding';

export interface Seeding {
  /** How to log in to the primary as an account that may read everything. */
  readonly primary: LoginParams & { readonly login_host: string };
  /** Databases that the server holds now, and loses. */
  readonly databases: readonly string[];
  /** SQL that makes it replicate once it has the data. */
  readonly change: string;
  /** Where a dump of what the server holds is kept first. */
  readonly dumpDirectory?: string | undefined;
}

/**
 * Replaces everything that a server holds by what its primary holds, straight from the one to the other over TLS, and
 * lets it replicate from exactly there on. The primary goes on working meanwhile.
 */
export const renderSeeding = (isMariaDb: boolean, seeding: Seeding): RunStep =>
  isMariaDb ? renderDump(seeding) : renderClone(seeding);

/** Blocks of the script's stdin. */
const blocks = (...texts: readonly string[]): string => texts.map((text) => `${text}\n--\n`).join('');

const statements = (...sql: readonly string[]): string => sql.map((statement) => `${statement};`).join('\n');

const optionsOf = (primary: LoginParams): string => renderMysqlInput(toLogin(primary), []).replace(/\n--\n$/, '');

/** The script of one way of seeding, with what it is told. */
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
