import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, port, text } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { QUIET_SESSION } from './postgresql-quiet-session.ts';

const SSL_MODES = ['allow', 'disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** Login parameters of all modules for PostgreSQL servers. */
export const loginParams = {
  login_host: text().optional().describe('Address of the server. Default: the socket on the host itself.'),
  login_port: port().optional().describe('Port of the server. Default: 5432.'),
  login_unix_socket: text().optional().describe("Directory of the server's socket."),
  login_user: text().default('postgres').describe('Role to log in as.'),
  login_password: text().optional().meta({ secret: true }).describe('Password of the account.'),
  ssl_mode: z.enum(SSL_MODES).default('prefer').describe('Whether to encrypt the connection, and what to verify.'),
  ca_cert: path().optional().describe("CA bundle that the server's certificate is verified against."),
  ssl_cert: path().optional().describe('Client certificate for the login.'),
  ssl_key: path().optional().describe('Private key of the certificate.'),
  session_role: text().optional().describe('Role to become after the login.'),
  trust_input: bool().default(true).describe('No effect: names and values are always quoted.'),
};

export const loginAliases = {
  host: 'login_host',
  port: 'login_port',
  unix_socket: 'login_unix_socket',
  login: 'login_user',
  ssl_rootcert: 'ca_cert',
};

export const loginNotTaken = {
  connect_params: "Set the parameters in the task's environment, as psql reads them: PGCONNECT_TIMEOUT and others.",
};

export interface PostgresqlLogin {
  readonly login_host?: string | undefined;
  readonly login_port?: number | undefined;
  readonly login_unix_socket?: string | undefined;
  readonly login_user: string;
  readonly login_password?: string | undefined;
  readonly ssl_mode: string;
  readonly ca_cert?: string | undefined;
  readonly ssl_cert?: string | undefined;
  readonly ssl_key?: string | undefined;
  readonly session_role?: string | undefined;
}

/** Variables of the environment with the login's settings, for each of PostgreSQL's clients. */
export function postgresqlSettings(p: PostgresqlLogin, database: string): string {
  // roles for Ansible set localhost together with a socket; the socket takes precedence
  const isLocal = p.login_host === undefined || p.login_host === '' || p.login_host === 'localhost';
  const host = isLocal && p.login_unix_socket ? p.login_unix_socket : p.login_host;
  const settings: readonly (readonly [string, string | undefined])[] = [
    ['PGSSLMODE', p.ssl_mode],
    ['PGSSLROOTCERT', p.ca_cert],
    ['PGSSLCERT', p.ssl_cert],
    ['PGSSLKEY', p.ssl_key],
    ['PGHOST', host === '' ? undefined : host],
    ['PGPORT', p.login_port === undefined ? undefined : String(p.login_port)],
    ['PGUSER', p.login_user],
    ['PGDATABASE', database],
  ];
  return settings.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quote(value)}`])).join(' ');
}

/** psql for the statements on its stdin: tuples only, no alignment, no psqlrc file. */
const client = (p: PostgresqlLogin, database: string, options: string): string =>
  `{ printf '%s\\n' ${quote(QUIET_SESSION)}; cat; } | ${postgresqlSettings(p, database)} psql -XAtw ${options} -f -`;

/** Shell that reads the password from the first line of its stdin: no process list shows it. */
export const readPassword = ['IFS= read -r PGPASSWORD', '[ -z "$PGPASSWORD" ] || export PGPASSWORD'];

/** The statements at the start of a session. */
const begin = (p: PostgresqlLogin): string[] => [
  'SET standard_conforming_strings = on;',
  ...(p.session_role === undefined ? [] : [`SET ROLE ${sqlName(p.session_role)};`]),
];

/** A script that queries the server; each statement prints lines. After a failed statement, the others still run. */
export function renderQuestion(p: PostgresqlLogin, database: string, statements: readonly string[]): string {
  const password = p.login_password === undefined ? '' : `export PGPASSWORD=${quote(p.login_password)}; `;
  return [
    'command -v psql >/dev/null || exit 127',
    `printf '%s\\n' ${quote([...begin(p), ...statements].join('\n'))} | (${password}${client(p, database, '-q')})`,
  ].join('\n');
}

/** Runs statements in order, until one fails. They are passed on stdin, since they may contain secrets. */
export const postgresqlStep = (
  p: PostgresqlLogin,
  database: string,
  statements: readonly string[],
  options = '-q -o /dev/null',
): RunStep => ({
  kind: 'run',
  script: [...readPassword, client(p, database, `-v ON_ERROR_STOP=1 ${options}`)].join('\n'),
  stdin: [p.login_password ?? '', ...begin(p), ...statements.map((one) => `${one.trim().replace(/;$/, '')};`), ''].join(
    '\n',
  ),
});

/** The output of the server; a failure if the query failed. */
export function expectAnswer({ exitStatus, stdout, stderr }: ShellAnswer): string {
  if (exitStatus === 127)
    throw new ModuleFailure('psql is not installed on the host', 'Install the package postgresql-client.');
  if (exitStatus === 2 || (exitStatus !== 0 && stdout === ''))
    throw new ModuleFailure(
      `the PostgreSQL server cannot be queried: ${stderr.split('\n')[0] ?? ''}`,
      'The task needs become_user: postgres, or login_host, login_user and login_password.',
    );
  return stdout;
}

export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The resource keys of a PostgreSQL server's data, which a restart does not change. */
export const POSTGRESQL_KEYS = ['postgresql:', 'unit:postgresql.service', 'package:postgresql-client'] as const;
