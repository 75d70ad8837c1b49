import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysqlStatus } from '../../query/services/mysql.ts';
import { rowsOf } from '../mysql/mysql-login.ts';
import { statusOf } from './mysql-replica.ts';

/** That a server was made primary, as the table `provision.primaries` has it: `{number: 2, host: db2, since: 2026-11-28 12:00:00}`. */
export interface Promotion {
  readonly number: number;
  /** The inventory's name. */
  readonly host: string;
  readonly since: string;
}

/** Where a server stands among those that replicate from each other. */
export interface MysqlStanding {
  readonly isMariaDb: boolean;
  /** As `missingTransactions` takes it; empty where it has none. */
  readonly transactions: string;
  /** Databases beside those of the server itself. */
  readonly databases: readonly string[];
  /** Nobody but root may write. */
  readonly isClosed: boolean;
  /** The address that it replicates from; empty: from none. */
  readonly source: string;
  readonly promotions: readonly Promotion[];
}

/** The standing of a host's own server; null where none is running. */
export const mysqlStanding = (): Query<MysqlAnswer<MysqlStanding>> =>
  mysqlStatus<MysqlStanding>({
    login: {},
    about: 'standing',
    statements: [
      'SELECT VERSION()',
      // each of the two is an error on the other server
      'SELECT @@GLOBAL.gtid_binlog_state',
      'SELECT @@GLOBAL.gtid_executed',
      'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA' +
        " WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY SCHEMA_NAME",
      'SELECT @@GLOBAL.read_only',
      'SHOW REPLICA STATUS',
      // an error until one is made primary for the first time
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
