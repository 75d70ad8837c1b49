import { beforeAll, expect, test } from '@jest/globals';
import type { Module } from '../../src/module-api/module.ts';
import { mysqlQuery } from '../../src/modules/mysql/mysql-query.ts';
import { mysqlUser } from '../../src/modules/mysql/mysql-user.ts';
import { postgresqlQuery } from '../../src/modules/postgresql/postgresql-query.ts';
import { postgresqlUser } from '../../src/modules/postgresql/postgresql-user.ts';
import { runModule } from '../support/run-module.ts';
import { describeLab } from './support/describe-lab.ts';
import { rootShell } from './support/host-shell.ts';
import { ssh } from './support/lab.ts';
import { useHost } from './support/use-host.ts';

const SECRET = 'Zq7f3a9cb2e1d4';

/** All that a server can be told to log. */
const PREPARE = `
apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qqy postgresql mariadb-server
cat >/etc/mysql/mariadb.conf.d/99-log.cnf <<CNF
[mysqld]
general_log = ON
general_log_file = /var/log/mysql/general.log
slow_query_log = ON
slow_query_log_file = /var/log/mysql/slow.log
long_query_time = 0
log_queries_not_using_indexes = ON
log_slow_admin_statements = ON
log_warnings = 9
log_error = /var/log/mysql/error.log
CNF
cat >/etc/postgresql/15/main/conf.d/log.conf <<CONF
log_statement = all
log_min_duration_statement = 0
log_min_messages = debug1
log_min_error_statement = debug1
log_error_verbosity = verbose
session_preload_libraries = auto_explain
auto_explain.log_min_duration = 0
shared_preload_libraries = pg_stat_statements
CONF
install -d -o mysql -g adm /var/log/mysql
systemctl restart mariadb postgresql@15-main
mariadb -e "CREATE USER ops@localhost IDENTIFIED BY \\"ops\\"; GRANT SELECT ON mysql.* TO ops@localhost"
su postgres -c "psql -qc \\"CREATE ROLE ops LOGIN CREATEROLE PASSWORD '"'"'ops'"'"'\\" -c \\"CREATE EXTENSION pg_stat_statements\\""
`;

describeLab('the logs of database servers', () => {
  const host = useHost('bookworm');
  const root = async (script: string): Promise<string> => {
    const { exitCode, stdout, stderr } = await ssh(host().name, 'sudo sh -s', { stdin: script });
    if (exitCode !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout;
  };
  const run = async (module: Module, params: Record<string, unknown>, as?: string): Promise<void> => {
    await runModule(module, params, { on: rootShell(host().name), context: { as } });
  };
  const logs = (what: string): Promise<string> =>
    root(
      `cd /var/log; grep -rho -- '${what}.*' mysql postgresql /var/lib/mysql/*.log /var/lib/postgresql 2>/dev/null; true`,
    );

  beforeAll(() => root(PREPARE), 900_000);

  test('hold what others send, so that a secret would be found', async () => {
    await root(`mariadb -e "SELECT 'other-statement'"; su postgres -c "psql -c \\"SELECT 'other-statement'\\""`);
    await root(
      `su postgres -c "psql -c \\"SELECT (((  'other-mistake'\\" -c \\"SELECT 'other-value'::integer\\""; true`,
    );
    // MariaDB's general and slow log, PostgreSQL's statement and duration
    expect((await logs('other-statement')).split('\n').filter(Boolean).length).toBeGreaterThanOrEqual(4);
    expect(await logs('other-mistake')).not.toBe('');
    expect(await logs('other-value')).not.toBe('');
  });

  test('hold no secret of statements that an administrator sends, whether they succeed or fail', async () => {
    await run(mysqlQuery, {
      query: ['CREATE TABLE mysql.zq (a VARCHAR(90))', `INSERT INTO mysql.zq VALUES ('${SECRET}')`],
    });
    await run(mysqlQuery, { query: `SELECT * FROM mysql.zq WHERE a LIKE '${SECRET}%'` });
    await run(mysqlQuery, { query: `SELECT (((  '${SECRET}'` });
    await run(mysqlUser, { name: 'app', password: SECRET, priv: '*.*:SELECT' });
    const pg = (query: string): Promise<void> => run(postgresqlQuery, { query }, 'postgres');
    await pg(`CREATE TABLE zq AS SELECT '${SECRET}'::text AS a; CREATE UNIQUE INDEX ON zq (a)`);
    await pg(`SELECT '${SECRET}', pg_sleep(0.1)`);
    await pg(`SELECT (((  '${SECRET}'`);
    await pg(`INSERT INTO zq VALUES ('${SECRET}')`);
    await pg(`SELECT '${SECRET}'::integer`);
    await pg(`DO $$ BEGIN RAISE WARNING '${SECRET}'; END $$`);
    await run(postgresqlUser, { name: 'app', password: SECRET }, 'postgres');
    expect(
      await root(
        'mariadb -N -e "SELECT COUNT(*) FROM mysql.zq; SELECT COUNT(*) FROM mysql.user WHERE User = \\"app\\""',
      ),
    ).toBe('1\n1\n');
    expect(await root('su postgres -c "psql -Atc \'SELECT COUNT(*) FROM zq\'"')).toBe('1\n');
    expect(await logs(SECRET)).toBe('');
    expect(await root(`su postgres -c "psql -Atc 'SELECT query FROM pg_stat_statements'"`)).not.toContain(SECRET);
  });

  test('hold no password of an account that one with fewer rights makes', async () => {
    const login = { login_host: '127.0.0.1', login_user: 'ops', login_password: 'ops' };
    await run(mysqlQuery, { ...login, query: 'SELECT User FROM mysql.user' });
    await run(postgresqlUser, { ...login, name: 'web', password: SECRET });
    expect(await root(`PGPASSWORD=${SECRET} psql -h 127.0.0.1 -U web -d postgres -Atc "SELECT 1"`)).toBe('1\n');
    expect(await logs(SECRET)).toBe('');
  });
});
