import { expect, test } from '@jest/globals';
import { mysqlDb } from '../../../src/modules/mysql/mysql-db.ts';
import { mysqlQuery } from '../../../src/modules/mysql/mysql-query.ts';
import { mysqlVariables } from '../../../src/modules/mysql/mysql-variables.ts';
import { mysqlUser } from '../../../src/modules/mysql/mysql-user.ts';
import { actionOutcome } from '../../support/action-outcome.ts';
import type { HostShell } from '../../support/run-module.ts';
import { runModule } from '../../support/run-module.ts';
import { runOrThrow } from '../support/run-command.ts';
import { expectConverged, expectConverges } from './converges.ts';

/** What must hold of the database modules on every server. `on`: a root shell of a host with a running server. `dumpOptions`: what it needs of mysqldump. */
export function describeMysql(on: () => HostShell, dumpOptions: string): void {
  const converges = (params: Record<string, unknown>, name = 'mysql_user') => expectConverges(on(), name, params);
  const converged = (params: Record<string, unknown>, name = 'mysql_user') => expectConverged(on(), name, params);
  const sh = (script: string): Promise<string> => runOrThrow(on()[0], [...on().slice(1, -1), `sudo sh -c '${script}'`]);
  const app = { name: 'app', host: 'localhost', password: `s3"cr\\et'#x`, priv: 'app.*:SELECT,INSERT/*.*:PROCESS' };

  test('an account that can log in, and that a second run leaves alone', async () => {
    await converges(app);
    await converged(app);
    const login = { login_user: 'app', login_password: app.password, name: 'x', state: 'absent' };
    const refused = await runModule(mysqlUser, login, { on: on() });
    expect(JSON.stringify(refused.planned)).toMatch(/denied|command denied|"status":"ok"/);
    const wrong = await runModule(mysqlUser, { ...login, login_password: 'no' }, { on: on() });
    expect(wrong.planned).toMatchObject({ status: 'failed', message: expect.stringContaining('Access denied') });
  });

  test('another password, also of an account that the server itself made', async () => {
    await converges({ name: 'app', password: 'other' });
    await sh(`$(command -v mariadb || command -v mysql) -e "CREATE USER own@localhost IDENTIFIED BY \\"pä ss\\""`);
    await converged({ name: 'own', password: 'pä ss' });
    await converges({ name: 'own', password: 'pass' });
    await converges({ name: 'own', state: 'absent' });
  });

  test('privileges: more, fewer, all, on routines and columns, with the right to grant', async () => {
    for (const priv of [
      'app.*:SELECT',
      'app.*:ALL,GRANT/*.*:REPLICATION SLAVE,REPLICATION CLIENT',
      'app.*:ALL',
      'app\\_%.*:DELETE/*.*:ALL',
      '*.*:RELOAD,GRANT',
      '*.*:ALL,GRANT',
      '*.*:USAGE',
      { 'mysql.user': 'SELECT (User, Host),UPDATE (User)' },
    ]) {
      await converges({ name: 'app', priv });
      await converged({ name: 'app', priv });
    }
    await converges({ name: 'app', priv: 'app.*:SELECT', append_privs: true });
    await converged({ name: 'app', priv: 'mysql.user:SELECT (Host,User)', append_privs: true });
  });

  test('what a connection must fulfil', async () => {
    await converges({ name: 'app', tls_requires: { SSL: null } });
    await converges({ name: 'app', tls_requires: { X509: null } });
    await converges({ name: 'app', tls_requires: { SUBJECT: '/CN=app', ISSUER: "/CN=it's" } });
    await converges({ name: 'app', tls_requires: 'NONE' });
  });

  test('removal, for one host and for all', async () => {
    await converges({ name: 'app', state: 'absent' });
    await converges({ name: "o'dd", host: '%', password: 'x' });
    await converges({ name: "o'dd", host: '10.0.0.%', password: 'x', sql_log_bin: false });
    await converges({ name: "o'dd", host_all: true, state: 'absent' });
    await converged({ name: "o'dd", host_all: true, state: 'absent' });
  });

  test('databases', async () => {
    const shop = { name: ['shop', 'sho`p'], encoding: 'utf8', collation: 'utf8_bin' };
    await converges(shop, 'mysql_db');
    await converges({ name: 'shop', encoding: 'utf8mb4' }, 'mysql_db');
    await converged({ name: 'shop' }, 'mysql_db');
    await converges({ name: 'shop,sho`p', state: 'absent' }, 'mysql_db');
  });

  test.each(['sql', 'sql.gz', 'sql.bz2', 'sql.xz'])('a dump as %s, and back', async (ending) => {
    const client = '$(command -v mariadb || command -v mysql)';
    const target = `/srv/shop.${ending}`;
    await converges({ name: 'shop', encoding: 'utf8mb4' }, 'mysql_db');
    await sh(
      `${client} shop -e "CREATE TABLE t (b BLOB, n INT); INSERT INTO t VALUES (0x00ff27, 7); CREATE TABLE log (n INT)"`,
    );
    const options = {
      single_transaction: true,
      hex_blob: true,
      ignore_tables: ['shop.log'],
      dump_extra_args: dumpOptions,
    };
    await converges({ name: 'shop', state: 'dump', target, ...options }, 'mysql_db');
    expect(await sh(`stat -c %a ${target}`)).toBe('600\n');
    await converges({ name: 'shop', state: 'absent' }, 'mysql_db');
    await converges({ name: 'shop', state: 'import', target, sql_log_bin: false }, 'mysql_db');
    expect(await sh(`${client} shop -NBe "SELECT HEX(b), n FROM t; SHOW TABLES"`)).toBe('00FF27\t7\nt\n');
    await converges({ name: 'shop', state: 'absent' }, 'mysql_db');
  });

  test('a dump that fails leaves the old one, packed or not', async () => {
    await converges({ name: 'shop' }, 'mysql_db');
    for (const target of ['/srv/kept.sql', '/srv/kept.sql.gz']) {
      await sh(`echo old > ${target}`);
      const params = { name: 'shop', state: 'dump', target, dump_extra_args: '--no-such-option' };
      const { planned, outputs } = await runModule(mysqlDb, params, { on: on() });
      expect(planned.status).toBe('change');
      expect(outputs.at(-1)?.exitStatus).not.toBe(0);
      expect(await sh(`cat ${target}`)).toBe('old\n');
    }
    await converges({ name: 'shop', state: 'absent' }, 'mysql_db');
  });

  test('variables', async () => {
    await converges({ variable: 'max_connections', value: 77 }, 'mysql_variables');
    await converges({ variable: 'tmp_table_size', value: '2M' }, 'mysql_variables');
    await converges({ variable: 'innodb_print_all_deadlocks', value: true }, 'mysql_variables');
    const { planned } = await converged({ variable: 'max_connections' }, 'mysql_variables');
    expect(planned).toMatchObject({ result: { msg: '77' } });
  });

  test('queries and their rows', async () => {
    const query = [
      "SELECT 'a<b&\"c' AS `x<y`, NULL AS n, 1 AS one UNION SELECT 'two\nlines', '', 2",
      'DO 1',
      'SHOW TABLES',
    ];
    const { outputs } = await runModule(mysqlQuery, { query, login_db: 'information_schema' }, { on: on() });
    expect(actionOutcome(mysqlQuery, { query }, outputs)).toMatchObject({
      changed: true,
      result: {
        query_result: [
          [
            { 'x<y': 'a<b&"c', n: null, one: '1' },
            { 'x<y': 'two\nlines', n: '', one: '2' },
          ],
          [],
          expect.any(Array),
        ],
      },
    });
  });

  test('where it replicates from, changed only where it differs', async () => {
    const isMariaDb = (await sh('$(command -v mariadb || command -v mysql) --version')).includes('MariaDB');
    if (!isMariaDb) {
      // what a server starts with differs between versions, and the mode goes one step at a time
      await runModule(mysqlVariables, { variable: 'enforce_gtid_consistency', value: true }, { on: on() });
      for (const value of ['OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'])
        await runModule(mysqlVariables, { variable: 'gtid_mode', value, mode: 'persist' }, { on: on() });
    }
    const primary = {
      mode: 'changeprimary',
      primary_host: '127.0.0.9',
      primary_port: 3399,
      primary_user: 'repl',
      primary_password: "x'y",
      primary_auto_position: true,
      primary_ssl: true,
      primary_ssl_ca: '/etc/ssl/CA.pem',
    };
    const replication = 'mysql_replication';
    await converges(primary, replication);
    await converged(primary, replication);
    await converges({ mode: 'startreplica' }, replication);
    await converges({ ...primary, primary_host: '127.0.0.10' }, replication);
    const { planned } = await converged({ mode: 'getreplica' }, replication);
    expect(planned).toMatchObject({
      result: { Is_Replica: true, Source_Host: '127.0.0.10', Replica_IO_Running: 'Connecting' },
    });
    await converges({ mode: 'stopreplica' }, replication);
    await converges({ mode: 'resetreplicaall' }, replication);
    expect((await converged({ mode: 'getreplica' }, replication)).planned).toMatchObject({
      result: { Is_Replica: false },
    });
    await converged({ mode: 'getprimary' }, replication);
  });
}
