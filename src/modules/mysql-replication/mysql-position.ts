import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysqlStatus } from '../../query/services/mysql.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { rowsOf, toLogin } from '../mysql/mysql-login.ts';

/** A server's transactions and databases. */
export interface MysqlPosition {
  /** Major and minor version: 10.11 for 10.11.19-MariaDB. */
  readonly release: string;
  /** In the format of `missingTransactions`; empty if there are none. */
  readonly transactions: string;
  /** Databases, without the server's system databases. */
  readonly databases: readonly string[];
}

/** The position of the host's own server or, with a login, of another server. It changes with every write. */
export const mysqlPosition = (login: LoginParams): Query<MysqlAnswer<MysqlPosition>> =>
  mysqlStatus<MysqlPosition>({
    login: toLogin(login),
    about: 'position',
    statements: [
      'SELECT VERSION()',
      // each of these two statements is an error on the other kind of server
      'SELECT @@GLOBAL.gtid_binlog_state',
      'SELECT @@GLOBAL.gtid_executed',
      'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA' +
        " WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY SCHEMA_NAME",
    ],
    interpret: ([version, state, executed, databases]) => ({
      release: /^\d+\.\d+/.exec(rowsOf(version)[0]?.[0] ?? '')?.[0] ?? '',
      transactions: (rowsOf(state)[0]?.[0] ?? rowsOf(executed)[0]?.[0] ?? '').replace(/\s+/g, ''),
      databases: rowsOf(databases).map(([name = '']) => name),
    }),
    reads: ['mysql:replica', 'unit:mysql.service', 'unit:mariadb.service'],
  });
