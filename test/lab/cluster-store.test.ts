import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClusterJob } from '../../src/cluster/jobs/cluster-job.ts';
import type { Attempt } from '../../src/cluster/store/job-rows.ts';
import { beginAttempt, endAttempt, readValues, stateOfRun } from '../../src/cluster/store/job-rows.ts';
import type { Store } from '../../src/cluster/store/open-store.ts';
import { findRun, putRun, resumeRun, settleRun, stopRun } from '../../src/cluster/store/run-rows.ts';
import type { NewRun } from '../../src/cluster/store/run-rows.ts';
import { noteWorker } from '../../src/cluster/store/worker-rows.ts';
import { readEvents, readProgress } from '../../src/cluster/store/event-rows.ts';
import { endAfterFailedPlay } from '../../src/cluster/store/failed-plays.ts';
import { giveUpUnserved } from '../../src/cluster/worker/give-up.ts';
import { pause } from '../support/pause.ts';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import { openTestStore } from './support/open-test-store.ts';
import { makeDatabase, type TestDatabase } from './support/test-database.ts';

const PROGRAM = '1.0-test';

const job = (name: string, label = 'default', after: readonly string[] = []): ClusterJob => ({
  name,
  label,
  nodes: [{ id: `work@${name}`, host: name, play: 'site', role: 'work' }],
  outside: [],
  after,
});

describeLab('the database of a cluster', () => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = makeDatabase();
    await database.start();
    store = await openTestStore(database.url());
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  test('is created by one of many programs that begin at once, and the others use it', async () => {
    for (const name of ['empty1', 'empty2', 'empty3']) {
      await database.sql(`create database ${name}`);
      const url = database.url('provision', name);
      const stores = await Promise.all(Array.from({ length: 8 }, () => openTestStore(url)));
      for (const each of stores) expect(await each.sql('select id from provision.runs')).toEqual([]);
      await Promise.all(stores.map((each) => each.close()));
    }
  });

  const run = (id: string, jobs: readonly ClusterJob[], more: Partial<NewRun> = {}): NewRun => ({
    id,
    key: undefined,
    program: PROGRAM,
    project: { hash: 'hash', content: Buffer.from('content') },
    request: {
      mode: 'apply',
      words: [],
      playbook: 'site.yml',
      inventory: [],
      by: 'me',
      hosts: jobs.map(({ name }) => name),
      nodes: 1,
      handsOn: true,
      workerTimeoutS: 1,
    },
    jobs,
    ...more,
  });
  const begin = async (label = 'default'): Promise<Attempt> => {
    const claim = await store.queue.claim(PROGRAM, label);
    const attempt = claim && (await beginAttempt(store.sql, claim, 'worker'));
    if (!attempt) throw new Error('there was no job');
    return attempt;
  };
  const end = (attempt: Attempt, values?: string): Promise<boolean> =>
    endAttempt(store.sql, attempt, { unmet: { nodes: new Set(), hosts: new Set() }, isFatal: false, values });
  const stateOf = async (id: string): Promise<string> => (await findRun(store.sql, id)).state;

  test('has a run with its jobs queued, or nothing of it', async () => {
    const twice = run('partly', [job('a'), job('a')]);
    await expect(putRun(store, twice)).rejects.toThrow('duplicate key');
    await expect(findRun(store.sql, 'partly')).rejects.toThrow('There is no run partly');
    expect(await store.queue.claim(PROGRAM, 'default')).toBeUndefined();
  });

  test('keeps a run under way whose commit was not confirmed', async () => {
    const cut: Store = {
      ...store,
      transaction: async (work) => {
        await store.transaction(work);
        await store.sql('select pg_terminate_backend(pg_backend_pid())');
        throw new Error('not reached');
      },
    };
    await putRun(cut, run('unconfirmed', [job('a')]));
    const attempt = await begin();
    expect([attempt.run.id, await stateOf('unconfirmed')]).toEqual(['unconfirmed', 'running']);
    await end(attempt);
    await settleRun(store.sql, 'unconfirmed');
    expect(await stateOf('unconfirmed')).toBe('ended');
  });

  test('does not take a run for stopped while a job of it is taken', async () => {
    await putRun(store, run('raced', [job('a')]));
    const claim = await store.queue.claim(PROGRAM, 'default');
    if (!claim) throw new Error('no job');
    let stopped: Promise<void> | undefined;
    const attempt = await store.transaction(async ({ sql }) => {
      const begun = await beginAttempt(sql, claim, 'worker');
      stopped = stopRun(store.sql, 'raced');
      await Promise.race([stopped, pause(3000)]);
      return begun;
    });
    await stopped;
    expect([attempt && (await stateOfRun(store.sql, attempt)), await stateOf('raced')]).toEqual([
      'stopping',
      'stopping',
    ]);
    if (attempt) await end(attempt);
    await settleRun(store.sql, 'raced');
    expect(await stateOf('raced')).toBe('ended');
  });

  test('resumes no run while another one of the same is under way', async () => {
    await putRun(store, run('first', [job('a')], { key: 'same' }));
    await stopRun(store.sql, 'first');
    await putRun(store, run('second', [job('a')], { key: 'same' }));
    await expect(resumeRun(store, 'first')).rejects.toThrow('is being run on the same inventory by run second');
    expect(await stateOf('first')).toBe('stopped');
    await stopRun(store.sql, 'second');
    expect(await resumeRun(store, 'first')).toBe(true);
    await stopRun(store.sql, 'first');
  });

  test('keeps whatever a command prints', async () => {
    await putRun(store, run('printed', [job('x', 'printing')]));
    const attempt = await begin('printing');
    const printed = [{ result: { stdout: 'a\0b\ud800' } }];
    expect(await end(attempt, JSON.stringify({ x: printed }))).toBe(true);
    expect(await readValues(store.sql, 'printed')).toEqual({ x: printed });
    await settleRun(store.sql, 'printed');
  });

  describe('where all hosts of a play have failed', () => {
    const of = (index: number, hosts: number, one: ClusterJob): ClusterJob => ({ ...one, play: { index, hosts } });
    const twoPlays = (id: string, hostsOfFirst: number) =>
      putRun(
        store,
        run(id, [
          of(0, hostsOfFirst, job('a', 'failing')),
          of(0, hostsOfFirst, job('b', 'failing')),
          of(1, 1, job('c', 'later', ['a', 'b'])),
          of(2, 1, job('d', 'last', ['c'])),
        ]),
      );
    /** Ends the job that is queued next with its hosts failed, or well. */
    const endNext = async (isFailed: boolean): Promise<void> => {
      const attempt = await begin('failing');
      const hosts = attempt.job.nodes.map(({ host }) => host);
      const unmet = { nodes: new Set<string>(), hosts: new Set(isFailed ? hosts : []) };
      expect(await endAttempt(store.sql, attempt, { unmet, isFatal: false, values: undefined })).toBe(true);
    };
    const progress = (id: string) => readProgress(store.sql, id);

    test('ends the run, and leaves nothing to wait for', async () => {
      await twoPlays('all', 2);
      await endNext(true);
      await endAfterFailedPlay(store.sql, 'all');
      expect(await progress('all')).toMatchObject({ state: 'running', isFatal: false });
      await endNext(true);
      await endAfterFailedPlay(store.sql, 'all');
      await settleRun(store.sql, 'all');
      expect(await progress('all')).toMatchObject({ state: 'ended', isFatal: true });
    });

    test('ends it without a worker for the later plays, too', async () => {
      await twoPlays('unwatched', 2);
      await endNext(true);
      await endNext(true);
      expect(await giveUpUnserved(store, 'unwatched')).toEqual([]);
      expect(await progress('unwatched')).toMatchObject({ state: 'ended', isFatal: true });
    });

    test.each([
      ['one of them succeeds', 2, [true, false]],
      ['another one had nothing to do', 3, [true, true]],
    ])('goes on where %s', async (name, hosts, ends) => {
      await twoPlays(name, hosts);
      for (const isFailed of ends) await endNext(isFailed);
      await endAfterFailedPlay(store.sql, name);
      expect(await progress(name)).toMatchObject({ state: 'running', isFatal: false });
      await stopRun(store.sql, name);
    });

    test('leaves nothing to wait for where the process of a job says so', async () => {
      await twoPlays('told', 2);
      await endNext(false);
      const attempt = await begin('failing');
      const unmet = { nodes: new Set<string>(), hosts: new Set<string>() };
      await endAttempt(store.sql, attempt, { unmet, isFatal: true, values: undefined });
      await settleRun(store.sql, 'told');
      expect(await progress('told')).toMatchObject({ state: 'ended', isFatal: true });
    });
  });

  test('gives up jobs that have no worker, and those that can begin then, but not before', async () => {
    await noteWorker(store.sql, { id: 'w', name: 'w', labels: ['here'], program: PROGRAM });
    const jobs = [job('h', 'here'), job('n', 'nowhere'), job('later', 'nowhere-too', ['n', 'h'])];
    await putRun(store, run('unserved', jobs));
    const look = async (): Promise<string[]> => (await giveUpUnserved(store, 'unserved')).map(({ label }) => label);
    expect(await look()).toEqual(['nowhere', 'nowhere-too']);
    // not before its second is over
    await until('the first is given up', async () => (await look()).length === 1, { everyMs: 50 });
    expect(await look()).toEqual(['nowhere-too']);
    const texts = async (): Promise<string> =>
      (await readEvents(store.sql, 'unserved', 0)).map(({ lines }) => lines).join('');
    expect(await texts()).toContain('no worker of this version has had the label nowhere for 1 s');
    expect(await texts()).toContain('"n":{"status":"unreachable"');
    await pause(1100);
    expect(await look()).toEqual(['nowhere-too']);
    expect(await stateOf('unserved')).toBe('running');
    await end(await begin('here'));
    await until('the other is given up too', async () => (await look()).length === 0, { everyMs: 50 });
    expect(await stateOf('unserved')).toBe('ended');
  });
});
