import { expect, test } from '@jest/globals';
import { mysqlUser } from '../../../src/modules/mysql-user.ts';
import type { HostShell } from '../../support/run-module.ts';
import { runModule } from '../../support/run-module.ts';
import { runOrThrow } from '../support/run-command.ts';
import { expectConverged, expectConverges } from './converges.ts';

/** What must hold of the database modules on every server. `on`: a root shell of a host with a running server. */
export function describeMysql(on: () => HostShell): void {
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
}
