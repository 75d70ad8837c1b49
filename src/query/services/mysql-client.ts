import { quote, quoteAll } from '../quote.ts';

/** The login to a MySQL or MariaDB server from the host itself. By default: as the querying user, over the default socket. */
export interface MysqlLogin {
  readonly socket?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** An option file on the host, whose [client] section is read first. */
  readonly configFile?: string | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** What lets an account turn the general log off for its session. */
const MAY_LOG_OFF = ['SUPER', 'SYSTEM_VARIABLES_ADMIN', 'SESSION_VARIABLES_ADMIN']
  .map((name) => `'${name}'`)
  .join(', ');

/**
 * Statements that keep those after them, which may contain secrets, out of the server's slow log, and of its general log where the account may
 * do so. They print nothing, and stand on the first statement's line: errors are told apart by their lines. Valid in any SQL mode.
 */
export const QUIET_SESSION = [
  // an index that is missing logs queries too, unless they must examine more rows than there are
  'SET SESSION long_query_time = 31536000, SESSION min_examined_row_limit = 4294967295',
  'SET @provision = IF(EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES' +
    ` WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND PRIVILEGE_TYPE IN (${MAY_LOG_OFF})),` +
    " 'SET SESSION sql_log_off = ON', 'DO 0')",
  ...['PREPARE provision FROM @provision', 'EXECUTE provision', 'DEALLOCATE PREPARE provision'],
]
  .map((sql) => `${sql};`)
  .join(' ');

/**
 * Shell code that passes SQL to the server's own client. Its stdin contains the login and then the SQL, as created by
 * `renderMysqlInput`, since neither may appear on a command line.
 */
export const renderMysqlClient = (...options: readonly string[]): string =>
  [
    ...readMysqlLogin('mariadb', 'mysql'),
    `{ printf '%s ' ${quote(QUIET_SESSION)}; cat; } |`,
    callMysql(['--batch', '--default-character-set=utf8mb4', ...options]),
  ].join('\n');

/** Shell that finds one of the server's programs, and reads the login from its stdin. */
export const readMysqlLogin = (program: string, other: string): string[] => [
  `c=$(command -v ${program} || command -v ${other}) || { echo "ERROR 2002: no MySQL client is installed" >&2; exit 1; }`,
  String.raw`f=$(while IFS= read -r l && [ "$l" != -- ]; do printf '%s\n' "$l"; done)`,
];

/** Shell that runs the program that was found with the login that was read. */
export const callMysql = (words: readonly string[]): string =>
  [`"$c" --defaults-extra-file=/dev/fd/3 ${quoteAll(words)} 3<<CONFIG`, '$f', 'CONFIG'].join('\n');

/** A first statement after which backticks quote names, and backslashes escape, regardless of the server's mode. */
export const PLAIN_MODE = "SET SESSION sql_mode = ''";

/** The client's stdin: the login, then statements. */
export const renderMysqlInput = (login: MysqlLogin, statements: readonly string[]): string =>
  [...renderConfig(login), '--', ...statements.map((sql) => `${sql};`), ''].join('\n');

function renderConfig(login: MysqlLogin): string[] {
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['socket', login.socket],
    ['host', login.host],
    ['port', login.port],
    ['user', login.user],
    ['password', login.password],
    ['ssl-ca', login.caFile],
    ['ssl-cert', login.certFile],
    ['ssl-key', login.keyFile],
    // each client supports one of these options: certificates must be checked against the CA
    ['loose-ssl-verify-server-cert', login.caFile && '1'],
    ['loose-ssl-mode', login.caFile && 'VERIFY_IDENTITY'],
    // an unreachable host would delay a run for minutes
    ['loose-connect-timeout', login.host && '5'],
  ];
  return [
    ...(login.configFile === undefined ? [] : [`!include ${login.configFile}`]),
    '[client]',
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${optionValue(String(value))}`])),
  ];
}

function optionValue(value: string): string {
  const sign = value.includes('"') ? "'" : '"';
  return `${sign}${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}${sign}`;
}

/** A text as an SQL literal on one line, so that each statement is one line. */
export const sqlText = (text: string): string =>
  `'${text.replace(/['\\\n\r\0]/g, (sign) => SQL_ESCAPES[sign] ?? sign)}'`;

const SQL_ESCAPES: Readonly<Record<string, string>> = {
  "'": "''",
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

/** A quoted name of a database, table or column. */
export const sqlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
