import { beforeAll, expect, test } from '@jest/globals';
import { pause } from '../../support/pause.ts';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { lab, sshOrThrow } from '../support/lab.ts';
import type { Answer } from '../support/load-client.ts';
import { failures, useScaledUpSite } from '../support/use-scaled-up-site.ts';

describeLab('the databases of the site scaled up, while it is used', () => {
  const { run, loadDuring, writeInventory } = useScaledUpSite();
  /** The primary first. */
  const arrange = (...databases: string[]): Promise<void> =>
    writeInventory(['web1', 'web2'], ['app1', 'app2'], databases);

  beforeAll(() => run(), 600_000);

  test('the primary is lost: reading goes on, writing does after the promotion, and no write that was acknowledged is lost', async () => {
    const last = Number(await ask('db2', 'SELECT COALESCE(MAX(id), 0) FROM app.notes'));
    const [since, answers] = await underLoad(async (tell) => {
      await cutOff('db1');
      tell('cut off');
      await run({}, '--playbook', 'promote');
      tell('promoted');
      await pause(5000);
    });
    expectReading(answers);
    // neither the inventory was edited nor the applications told
    expect(since.writing).toBeLessThan(since.ended - 3);
    expect(await lost('db2', last, answers)).toEqual([]);
    await arrange('db2');
    await run();
    await run({}, 'verify');
  }, 400_000);

  test('a run with the old inventory is refused on all hosts, and writing goes on', async () => {
    await reconnect('db1');
    await arrange('db1', 'db2');
    const last = Number(await ask('db2', 'SELECT MAX(id) FROM app.notes'));
    const stale = ['db1 as the primary, but db2 was made primary on', 'Put db2 into the group db_primary'];
    const [, answers] = await underLoad(async () => {
      for (const args of [
        [],
        ['--playbook', 'deploy'],
        ['--tags', 'app', '--limit', 'app1'],
        ['--roles', 'appserver'],
      ]) {
        const told = await run({}, ...args).catch(String);
        for (const text of stale) expect(told).toContain(text);
        expect(told).not.toMatch(/^changed /m);
      }
    });
    expect(failures(answers)).toEqual([]);
    expect(await lost('db2', last, answers)).toEqual([]);
    await cutOff('db1');
  }, 400_000);

  test('it comes back as a replica, and is read from', async () => {
    await reconnect('db1');
    await arrange('db2', 'db1');
    const [, answers] = await underLoad(async (tell) => {
      await run().catch(async (error: unknown) => {
        // what it was in the middle of when it was cut off
        const count = /it has (\d+) transactions? that the primary at/.exec(String(error))?.[1];
        expect(count).toBeDefined();
        tell(`refused for ${count ?? ''} transactions`);
        await run({}, '-e', `mysql_replica_discard=${count ?? ''}`);
      });
      tell('follows');
    });
    expect(failures(answers)).toEqual([]);
    await run({}, 'verify');
    const later = await loadDuring(() => Promise.resolve());
    expect(later.filter(({ body }) => body.includes('Read from <b id=server>db1')).length).toBeGreaterThan(0);
  }, 400_000);

  test('both change places again: reading goes on, and no write that was acknowledged is lost', async () => {
    const last = Number(await ask('db2', 'SELECT COALESCE(MAX(id), 0) FROM app.notes'));
    const [since, answers] = await underLoad(async (tell) => {
      await run({}, '--playbook', 'switchover');
      tell('changed places');
      await pause(5000);
    });
    expectReading(answers);
    expect(since.writing).toBeLessThan(since.ended - 3);
    expect(await lost('db1', last, answers)).toEqual([]);
    await arrange('db1', 'db2');
    await run();
    await run({}, 'verify');
  }, 400_000);

  test('a replica is built anew from 10,000 rows and what is written meanwhile, and no request fails', async () => {
    await ask('db1', "USE app; INSERT INTO notes (text) SELECT CONCAT('earlier-', seq) FROM seq_1_to_10000");
    await lab('reset', 'db2');
    await arrange('db1', 'db2');
    const [, answers] = await underLoad(async (tell) => {
      await run();
      tell('built');
    });
    expect(failures(answers)).toEqual([]);
    await run({}, 'verify');
    const sum = 'SELECT COUNT(*), MAX(id), SUM(CRC32(text)) FROM app.notes';
    expect(await ask('db2', sum)).toBe(await ask('db1', sum));
  }, 400_000);

  /**
   * What becomes of requests while something goes on, and after how many seconds from its beginning the last write failed and the
   * load ended. Prints when what was told.
   */
  async function underLoad(
    work: (tell: (what: string) => void) => Promise<void>,
  ): Promise<[{ readonly writing: number; readonly ended: number }, readonly Answer[]]> {
    const told: string[] = [];
    const start = performance.now();
    let begunMs = 0;
    const secondsAt = (ms: number): number => (ms - begunMs) / 1000;
    const tell = (what: string): void => {
      told.push(`${what} after ${secondsAt(performance.now() - start).toFixed(1)} s`);
    };
    const answers = await loadDuring(() => {
      begunMs = performance.now() - start;
      return work(tell);
    });
    const failed = failures(answers);
    const seconds = (of: readonly Answer[]): number => Math.max(0, ...of.map(({ sentMs }) => secondsAt(sentMs)));
    const of = (method: Answer['method']): readonly Answer[] => failed.filter((answer) => answer.method === method);
    const outline = (method: Answer['method']): string =>
      `${of(method).length} ${method}s, the last sent after ${seconds(of(method)).toFixed(1)} s`;
    console.log(
      [
        expect.getState().currentTestName,
        ...told,
        `of ${answers.length} requests failed ${outline('GET')}; ${outline('POST')}`,
      ].join('\n'),
    );
    return [{ writing: seconds(of('POST')), ended: seconds(answers) }, answers];
  }

  const expectReading = (answers: readonly Answer[]): void =>
    expect(failures(answers).filter(({ method }) => method === 'GET')).toEqual([]);
});

/** Writes that the site has taken, and that a server does not have among the notes after the one with this id. */
async function lost(host: string, last: number, answers: readonly Answer[]): Promise<string[]> {
  const notes = (await ask(host, `SELECT text FROM app.notes WHERE id > ${last}`)).split('\n');
  return answers
    .filter(({ method, status }) => method === 'POST' && status === 303)
    .map(({ number }) => `visit-${number}`)
    .filter((text) => !notes.includes(text));
}

const ask = async (host: string, sql: string): Promise<string> =>
  (await sshOrThrow(host, `sudo mariadb -BN -e ${JSON.stringify(sql)}`)).trim();
