import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { pause } from '../support/pause.ts';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import type { CommandResult } from './support/run-command.ts';
import { useCluster } from './support/use-cluster.ts';
import { useProject } from './support/use-project.ts';

const PATIENCE = { timeoutMs: 90_000 };
/** A program is waited for that asks each second. */
jest.setTimeout(100_000);

/** What a database may refuse to a program that is connected to it. The run has no worker, so that it is under way until it is stopped. */
describeLab('a database that refuses something after connecting', () => {
  const project = useProject();
  let disk = '';
  // before the database's directory is removed
  afterAll(async () => {
    await cluster().database.stop();
    if (disk !== '') execFileSync('umount', [disk]);
  });
  const cluster = useCluster();
  const PLACE = 'postgres://guest@localhost/guest';

  beforeAll(async () => {
    project().write('playbooks/site.yml', '- { name: site, hosts: all, tasks: [{ ping: }] }\n');
    project().write('inventories/test/hosts.yml', 'all: { hosts: { away: { ansible_host: 192.0.2.1 } } }\n');
    const { database } = cluster();
    disk = database.directoryFor('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,uid=65534,gid=65534,mode=700', 'provision-test', disk]);
    await database.sql(`create tablespace small location '${disk}'`);
    await database.sql(`create role guest login password 'first'`);
    await database.sql('create database guest owner guest tablespace small');
    await database.sql(`copy (select 'local all guest scram-sha-256' union all select 'local all all trust')
      to '${database.directory}/data/pg_hba.conf'; select pg_reload_conf()`);
    // the tables
    expect(await provision('cluster', 'runs')).toMatchObject({ exitCode: 0, stderr: '' });
  });
  beforeEach(() => cluster().database.sql(`alter role guest password 'first'`));

  const provision = (...words: string[]): Promise<CommandResult> =>
    cluster().provision(words, {
      cwd: project().directory,
      env: { PROVISION_CLUSTER: cluster().database.url('guest', 'guest'), PGPASSWORD: 'first' },
      timeoutMs: 80_000,
    });
  const apply = (...flags: string[]): Promise<CommandResult> => {
    const url = cluster().database.url('guest', 'guest');
    return provision('apply', '-i', 'test', '--cluster', url, '--output', 'plain', '--worker-timeout', '0', ...flags);
  };
  const run = async (): Promise<string> =>
    until('the run is there', async () => {
      const id = await cluster().database.sql(`select id from provision.runs where state = 'running'`, 'guest');
      return id.trim() || undefined;
    });
  const breakOff = (): Promise<string> =>
    cluster().database.sql(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'guest'`);
  /** Starts a run, lets `refuse` happen, and gives what the command said in the end. */
  const meet = async (refuse: (id: string) => Promise<unknown>): Promise<CommandResult> => {
    const shown = apply();
    await refuse(await run());
    return shown;
  };
  const stop = async (): Promise<void> => {
    expect((await provision('cluster', 'stop', 'last')).stdout).toContain('is stopped');
  };

  /** Where, what, and how to fix it; and nothing of the program's own. */
  const expectClear = ({ exitCode, stderr }: CommandResult, code: number, ...words: string[]): void => {
    expect(exitCode).toBe(code);
    for (const word of words) expect(stderr.replace(/\s+/g, ' ')).toContain(word);
    expect(stderr).not.toMatch(/^ +at |internal error/m);
  };

  test('a password that was changed', async () => {
    const end = await meet(async () => {
      await cluster().database.sql(`alter role guest password 'second'`);
      await breakOff();
    });
    expectClear(
      end,
      4,
      `error[cluster]: The database ${PLACE} refuses the password`,
      'Check the user and the password',
    );
    expect(end.stderr).toContain('provision attach');
    await cluster().database.sql(`alter role guest password 'first'`);
    await stop();
  });

  test('a permission that was taken away', async () => {
    const end = await meet(() => cluster().database.sql('alter table provision.runs owner to provision', 'guest'));
    expectClear(end, 4, `${PLACE} refuses a permission: permission denied for table runs`, 'must be its own');
    await cluster().database.sql('alter table provision.runs owner to guest', 'guest');
    await stop();
  });

  test('a primary that has become a standby', async () => {
    const end = await meet(async () => {
      await cluster().database.sql('alter database guest set default_transaction_read_only = on');
      await breakOff();
    });
    expectClear(end, 4, `${PLACE} is read-only`, 'Use the URL of the primary');
    expectClear(await provision('cluster', 'stop', 'last'), 3, 'read-only', 'Use the URL of the primary');
    await cluster().database.sql('alter database guest reset default_transaction_read_only');
    await stop();
  });

  test('a server that is out of connections, or stopped for a while: the run goes on', async () => {
    const end = await meet(async (id) => {
      await cluster().database.sql('alter role guest connection limit 0');
      await breakOff();
      await pause(3000);
      await cluster().database.sql('alter role guest connection limit -1');
      await pause(3000);
      await cluster().database.stop();
      await pause(5000);
      await cluster().database.start();
      expect((await provision('cluster', 'stop', id)).exitCode).toBe(0);
    });
    expectClear(end, 130, `${PLACE} has no connection left`, 'max_connections', 'Retrying');
    expectClear(end, 130, `${PLACE} does not answer`, 'Check that PostgreSQL runs there');
  });

  test('a disk that is full: nothing of the run is written', async () => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 2 * 1024 * 1024, 'x'));
    project().write('large', randomBytes(6 * 1024 * 1024).toString('base64'));
    expectClear(await apply('--detach'), 3, `${PLACE} has no disk space left`, 'Free space on the disk', 'no host was');
    execFileSync('rm', [join(disk, 'filler')]);
    expect(await cluster().database.sql(`select count(*) from provision.runs where state = 'running'`, 'guest')).toBe(
      '0\n',
    );
    expect((await apply('--detach')).exitCode).toBe(0);
    await stop();
  });

  test('a worker tells it once, and goes on', async () => {
    const worker = cluster().startWorker();
    await until('the worker waits', () => worker.output().includes('waiting for jobs'), PATIENCE);
    await cluster().database.stop();
    await until('it says so', () => worker.output().includes('does not answer'), PATIENCE);
    await pause(5000);
    await cluster().database.start();
    await until('it is there again', async () => {
      const seen = await cluster().database.sql(
        `select count(*) from provision.workers where seen_at > now() - interval '3 s'`,
      );
      return seen === '1\n';
    });
    expect(worker.output().match(/Check that PostgreSQL runs there/g)?.length).toBeLessThan(4);
    expect(worker.output()).not.toMatch(/^ +at /m);
    await worker.end();
    expect(worker.child.exitCode).toBe(0);
  });
});
