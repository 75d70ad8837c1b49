import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysqlStatus } from '../../query/services/mysql.ts';
import { rowsOf } from '../mysql/mysql-login.ts';
import { statusOf } from './mysql-replica.ts';

/** A promotion, as recorded in the table `provision.primaries`: `{number: 2, host: db2, since: 2026-11-28 12:00:00}`. */
export interface Promotion {
  readonly number: number;
  /** The name in the inventory. */
  readonly host: string;
  readonly since: string;
}

/** The replication state of a server. */
export interface MysqlStanding {
  readonly isMariaDb: boolean;
  /** In the format of `missingTransactions`; empty if there are none. */
  readonly transactions: string;
  /** Databases, without the server's system databases. */
  readonly databases: readonly string[];
  /** Whether the server is read-only, so that only root can write. */
  readonly isClosed: boolean;
  /** The address of the server's primary; empty if it does not replicate. */
  readonly source: string;
  readonly promotions: readonly Promotion[];
}

/** The replication state of the host's own server; null if no server is running. */
export const mysqlStanding = (): Query<MysqlAnswer<MysqlStanding>> =>
  mysqlStatus<MysqlStanding>({
    login: {},
    about: 'standing',
    statements: [
      'SELECT VERSION()',
      // each of these two statements is an error on the other kind of server
      'SELECT @@GLOBAL.gtid_binlog_state',
      'SELECT @@GLOBAL.gtid_executed',
      'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA' +
        " WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY SCHEMA_NAME",
      'SELECT @@GLOBAL.read_only',
      'SHOW REPLICA STATUS',
      // an error until the first promotion
      'SELECT number, host, since FROM provision.primaries ORDER BY number',
    ],
    interpret: ([version, state, executed, databases, closed, replica, promotions]) => ({
      isMariaDb: /mariadb/i.test(rowsOf(version)[0]?.[0] ?? ''),
      transactions: (rowsOf(state)[0]?.[0] ?? rowsOf(executed)[0]?.[0] ?? '').replace(/\s+/g, ''),
      databases: rowsOf(databases).map(([name = '']) => name),
      isClosed: rowsOf(closed)[0]?.[0] !== '0',
      source: statusOf(replica)?.['Source_Host'] ?? '',
      promotions: rowsOf(promotions).map(([number = '', host = '', since = '']) => ({
        number: Number(number),
        host,
        since,
      })),
    }),
    reads: ['mysql:replica', 'unit:mysql.service', 'unit:mariadb.service'],
  });
