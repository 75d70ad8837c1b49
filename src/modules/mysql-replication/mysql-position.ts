import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysqlStatus } from '../../query/services/mysql.ts';
import type { LoginParams } from '../mysql/mysql-login.ts';
import { rowsOf, toLogin } from '../mysql/mysql-login.ts';

/** Which transactions a server has, and what it holds. */
export interface MysqlPosition {
  /** 10.11 of 10.11.19-MariaDB. */
  readonly release: string;
  /** As `missingTransactions` takes it; empty where it has none. */
  readonly transactions: string;
  /** Databases beside those of the server itself. */
  readonly databases: readonly string[];
}

/** A server's position, of the host's own or, with a login for it, of another. It moves whenever something is written. */
export const mysqlPosition = (login: LoginParams): Query<MysqlAnswer<MysqlPosition>> =>
  mysqlStatus<MysqlPosition>({
    login: toLogin(login),
    about: 'position',
    statements: [
      'SELECT VERSION()',
      // each of the two is an error on the other server
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
