import type { Query } from '../../query/query.ts';
import type { MysqlAnswer, MysqlResult } from '../../query/services/mysql.ts';
import { mysqlStatus } from '../../query/services/mysql.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { toLogin } from '../mysql/mysql-login.ts';

/** The replication settings of a server, without values that change by themselves. */
export type Replica =
  | { readonly exists: false }
  | {
      readonly exists: true;
      /** By the parameter of `mysql_replication` without `primary_`: host, port, ssl_ca, ... */
      readonly settings: Readonly<Record<string, string>>;
      readonly isReceiving: boolean;
      readonly isApplying: boolean;
    };

/** The columns of SHOW REPLICA STATUS, with MySQL's names; MariaDB uses Master instead of Source. */
const COLUMNS: Readonly<Record<string, string>> = {
  host: 'Source_Host',
  user: 'Source_User',
  port: 'Source_Port',
  connect_retry: 'Connect_Retry',
  auto_position: 'Auto_Position',
  use_gtid: 'Using_Gtid',
  ssl: 'Source_SSL_Allowed',
  ssl_ca: 'Source_SSL_CA_File',
  ssl_cert: 'Source_SSL_Cert',
  ssl_key: 'Source_SSL_Key',
  ssl_verify_server_cert: 'Source_SSL_Verify_Server_Cert',
};

/** The settings of a replica, and whether its threads run. Changes of other servers may affect it. */
export const mysqlReplica = (login: LoginParams): Query<MysqlAnswer<Replica>> =>
  mysqlStatus<Replica>({
    login: toLogin(login),
    about: 'replica',
    statements: ['SHOW REPLICA STATUS'],
    interpret: ([result]) => {
      const status = statusOf(result);
      if (!status) return { exists: false };
      const settings = Object.entries(COLUMNS).flatMap(([name, column]) => {
        const value = status[column];
        return value === undefined ? [] : [[name, normalize(value)] as const];
      });
      const isReceiving = status['Replica_IO_Running'] !== 'No';
      return {
        exists: true,
        settings: Object.fromEntries(settings),
        isReceiving,
        isApplying: status['Replica_SQL_Running'] !== 'No',
      };
    },
    reads: ['mysql:replica', 'unit:mysql.service', 'unit:mariadb.service'],
  });

/** All columns of the server's status as a replica or primary, under MySQL's names and its own. */
export const mysqlRawStatus = (login: LoginParams, of: 'replica' | 'primary') =>
  mysqlStatus<Readonly<Record<string, string>>>({
    login: toLogin(login),
    about: `status of ${of}`,
    // the name differs between versions: one of the statements is an error
    statements: of === 'replica' ? ['SHOW REPLICA STATUS'] : ['SHOW BINARY LOG STATUS', 'SHOW MASTER STATUS'],
    interpret: (results) => ({ ...statusOf(results.find((result) => 'rows' in result)) }),
    reads: ['mysql:replica', 'unit:mysql.service', 'unit:mariadb.service'],
  });

/** Normalizes values that servers display in different ways. */
export function normalize(value: string): string {
  if (value === 'Yes' || value === 'No') return value === 'Yes' ? '1' : '0';
  return /^(no|(slave|replica|current)_pos)$/i.test(value) ? value.toLowerCase().replace('replica', 'slave') : value;
}

/** The row of SHOW REPLICA STATUS and similar statements, under MySQL's names and the server's own; undefined if there is none. */
export function statusOf(result: MysqlResult | undefined): Readonly<Record<string, string>> | undefined {
  if (!result || !('rows' in result)) return undefined;
  const [row] = result.rows;
  return (
    row &&
    Object.fromEntries(result.columns.flatMap((column, i) => namesOf(column).map((name) => [name, row[i] ?? ''])))
  );
}

const namesOf = (column: string): string[] => [
  ...new Set([column, column.replace('Master', 'Source').replace('Slave', 'Replica')]),
];
