import { ModuleFailure } from '../../module-api/module.ts';
import { path, port, text } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer, MysqlResult } from '../../query/services/mysql.ts';
import { mysql } from '../../query/services/mysql.ts';
import type { MysqlLogin } from '../../query/services/mysql-client.ts';
import { PLAIN_MODE, renderMysqlClient, renderMysqlInput } from '../../query/services/mysql-client.ts';

/** Login parameters of all modules for database servers. */
export const loginParams = {
  login_unix_socket: path().optional().describe('Socket of the database server.'),
  login_user: text().optional().describe('Account to log in with. Default: the user that the task runs as.'),
  login_password: text().optional().meta({ secret: true }).describe('Password of the account.'),
  login_host: text().optional().describe('Address of the server. Default: the socket on the host itself.'),
  login_port: port().optional().describe('Port of the server.'),
  config_file: path().optional().describe('Option file on the host; its [client] section is used.'),
  ca_cert: path().optional().describe("CA bundle that the server's certificate is verified against."),
  client_cert: path().optional().describe('Client certificate for the login.'),
  client_key: path().optional().describe('Private key of the certificate.'),
};

export const loginAliases = { ssl_ca: 'ca_cert', ssl_cert: 'client_cert', ssl_key: 'client_key' };

const IN_CONFIG_FILE = 'in the [client] section of config_file.';

/** Login parameters of Ansible's modules that are not supported. */
export const loginNotTaken: Readonly<Record<string, NotTaken>> = {
  check_hostname: `Set ssl-verify-server-cert ${IN_CONFIG_FILE}`,
  connect_timeout: `Set connect-timeout ${IN_CONFIG_FILE}`,
  check_implicit_admin: leftOut('without login_user the socket is tried, as the user that the task runs as.'),
};

export interface LoginParams {
  readonly login_unix_socket?: string | undefined;
  readonly login_user?: string | undefined;
  readonly login_password?: string | undefined;
  readonly login_host?: string | undefined;
  readonly login_port?: number | undefined;
  readonly config_file?: string | undefined;
  readonly ca_cert?: string | undefined;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
}

export const toLogin = (p: LoginParams): MysqlLogin => ({
  socket: p.login_unix_socket,
  host: p.login_host,
  port: p.login_port,
  user: p.login_user,
  password: p.login_password,
  configFile: p.config_file,
  caFile: p.ca_cert,
  certFile: p.client_cert,
  keyFile: p.client_key,
});

/** The kind of server. */
export interface MysqlServer {
  readonly isMariaDb: boolean;
  readonly version: string;
}

/** The kind of the running server; null if there is none. */
export const mysqlServer = (p: LoginParams): Query<MysqlAnswer<MysqlServer>> =>
  mysql({
    login: toLogin(p),
    about: 'server',
    statements: ['SELECT VERSION()'],
    interpret: ([result]) => {
      const version = rowsOf(result)[0]?.[0] ?? '';
      return { isMariaDb: /mariadb/i.test(version), version };
    },
    reads: ['mysql:server', 'unit:mysql.service', 'unit:mariadb.service'],
    lasts: true,
  });

export const rowsOf = (result: MysqlResult | undefined): readonly (readonly string[])[] =>
  result && 'rows' in result ? result.rows : [];

/** The answer of a server; a failure if there is none. */
export function expectServer<A>(answer: MysqlAnswer<A>): A {
  if (answer !== null) return answer;
  throw new ModuleFailure(
    'no MySQL or MariaDB server is running on the host',
    'Install and start one first, or set login_host or login_unix_socket.',
  );
}

/** Runs statements in order, until one fails. They are passed on stdin, since they may contain secrets. */
export const mysqlStep = (p: LoginParams, statements: readonly string[]): RunStep => ({
  kind: 'run',
  script: renderMysqlClient(),
  stdin: renderMysqlInput(toLogin(p), [PLAIN_MODE, ...statements]),
});
