import { beforeAll, expect, test } from '@jest/globals';
import type { ActionOutcome } from '../../../src/module-api/module.ts';
import { postgresqlDb } from '../../../src/modules/postgresql/postgresql-db.ts';
import { postgresqlQuery } from '../../../src/modules/postgresql/postgresql-query.ts';
import { actionOutcome } from '../../support/action-outcome.ts';
import { runModule } from '../../support/run-module.ts';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { sshOrThrow } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';
import { expectConverged, expectConverges } from './converges.ts';

const AS_OWNER = { as: 'postgres' };

/** In this order: each stands on those before it. */
const CASES: readonly (readonly [string, Record<string, unknown>])[] = [
  ['postgresql_user', { name: 'app', password: "wo'rd-1", role_attr_flags: 'CREATEDB,NOSUPERUSER' }],
  ['postgresql_user', { name: 'reader', conn_limit: 3, expires: 'infinity', comment: 'reads' }],
  ['postgresql_db', { name: 'app', owner: 'app', encoding: 'UTF-8', lc_collate: 'C.UTF-8', template: 'template0' }],
  ['postgresql_ext', { name: 'pg_trgm', db: 'app' }],
  ['postgresql_privs', { db: 'app', roles: 'reader', type: 'database', privs: 'CONNECT,CREATE' }],
  [
    'postgresql_privs',
    { db: 'app', roles: 'reader', type: 'schema', objs: 'public', privs: 'ALL', grant_option: true },
  ],
  ['postgresql_privs', { db: 'postgres', roles: 'reader', type: 'group', objs: 'pg_monitor' }],
  [
    'postgresql_privs',
    { db: 'postgres', roles: 'reader', type: 'table', schema: 'pg_catalog', objs: 'pg_class', privs: 'INSERT' },
  ],
  ['postgresql_privs', { db: 'app', roles: 'reader', type: 'schema', objs: 'public', privs: 'ALL', state: 'absent' }],
  ['postgresql_user', { name: 'app', password: 'word-2', role_attr_flags: 'CREATEROLE' }],
  ['postgresql_db', { name: 'app', owner: 'postgres', conn_limit: 9 }],
  ['postgresql_ext', { name: 'pg_trgm', db: 'app', state: 'absent' }],
  ['postgresql_db', { name: 'app', state: 'absent', force: true }],
  ['postgresql_user', { name: 'app', state: 'absent' }],
];

describeLab('postgresql', () => {
  const host = useHost('bookworm');
  const on = () => rootShell(host().name);
  const sh = (script: string): Promise<string> => sshOrThrow(host().name, `sudo sh -c '${script}'`);

  async function outcomeOf(query: string): Promise<ActionOutcome> {
    const run = await runModule(postgresqlQuery, { query }, { on: on(), context: AS_OWNER });
    return actionOutcome(postgresqlQuery, { query }, run.outputs);
  }

  beforeAll(() => sh('apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qqy postgresql'), 240_000);

  test.each(CASES.map(([name, params], i) => ({ i, name, params })))(
    '$i: $name is applied once',
    async ({ i, name, params }) => {
      await expectConverges(on(), name, params, AS_OWNER);
      await expectConverged(on(), name, params, AS_OWNER);
      if (i === 0) await sh(`PGPASSWORD="wo'\\''rd-1" psql -h 127.0.0.1 -U app -d postgres -Atc "SELECT 1"`);
    },
  );

  test('a query gives its rows, and a mistake is told', async () => {
    const asked = await outcomeOf("SELECT 7 AS a, NULL AS b, 'x' AS c");
    expect(asked).toMatchObject({ changed: false, result: { query_result: [{ a: 7, b: null, c: 'x' }] } });
    expect((await outcomeOf('SELECT nosuch')).failed).toContain('column "nosuch" does not exist');
    expect((await outcomeOf('CREATE TABLE made (a int)')).result).toMatchObject({ statusmessage: 'CREATE TABLE' });
  });

  test.each(['sql', 'sql.gz', 'pgc', 'tar', 'dir'])('a dump as %s, and back', async (ending) => {
    const app = { name: 'moved', template: 'template0' };
    const target = `/var/lib/postgresql/moved.${ending}`;
    const psql = (query: string): Promise<string> => sh(`cd / && runuser -u postgres -- psql -XAt moved -c "${query}"`);
    await expectConverges(on(), 'postgresql_db', app, AS_OWNER);
    await psql('CREATE TABLE t (n int); INSERT INTO t VALUES (7)');
    await expectConverges(on(), 'postgresql_db', { name: 'moved', state: 'dump', target }, AS_OWNER);
    await expectConverges(on(), 'postgresql_db', { name: 'moved', state: 'rename', target: 'old' }, AS_OWNER);
    await expectConverged(on(), 'postgresql_db', { name: 'moved', state: 'rename', target: 'old' }, AS_OWNER);
    await expectConverges(on(), 'postgresql_db', app, AS_OWNER);
    await expectConverges(on(), 'postgresql_db', { name: 'moved', state: 'restore', target }, AS_OWNER);
    expect(await psql('SELECT n FROM t')).toBe('7\n');
    for (const name of ['moved', 'old'])
      await expectConverges(on(), 'postgresql_db', { name, state: 'absent' }, AS_OWNER);
  });

  test('a dump that cannot be restored as a whole fails', async () => {
    await sh('echo "SELECT nosuch; CREATE TABLE late (n int)" > /srv/broken.sql');
    const params = { name: 'postgres', state: 'restore', target: '/srv/broken.sql' };
    const { outputs } = await runModule(postgresqlDb, params, { on: on(), context: AS_OWNER });
    expect(outputs.at(-1)).toMatchObject({ exitStatus: 3, stderr: expect.stringContaining('column "nosuch"') });
  });

  test('who may not log in is told so', async () => {
    const refused = await runModule(postgresqlDb, { name: 'app' }, { on: on(), context: { as: 'daemon' } });
    expect(refused.planned).toMatchObject({ status: 'failed', message: expect.stringContaining('cannot be queried') });
  });
});
