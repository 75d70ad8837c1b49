import { describe, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { type Answer, failed, startClient } from '../support/load-client.ts';
import { sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import type { Application } from '../support/use-application.ts';
import { useApplication } from '../support/use-application.ts';

describeLab('a rolling update under load', () => {
  const application = useApplication(2);
  const { project, app, version } = application;
  const visitDuring = (run: string, work: () => Promise<void>) =>
    visitSite(application, (number) => `/hello?${run}-${number}`, work);
  const deploy = (source: string) =>
    project().provision([
      ...['-i', 'test', '--playbook', 'deploy', '--output', 'json'],
      ...['-e', JSON.stringify({ appserver_source: source, appserver_health_seconds: 5 })],
    ]);

  const releasesOf = (visits: readonly Answer[]) => [
    ...new Set(visits.map(({ body }) => /id=release>(\w+)</.exec(body)?.[1])),
  ];
  /** How often each POST of a run has reached an application server. */
  async function arrivals(run: string): Promise<number[]> {
    const logs = await Promise.all([1, 2].map((i) => sshOrThrow(app(i).name, 'sudo journalctl -u app.service -o cat')));
    const posts = logs.join('\n').match(new RegExp(`POST /hello\\?${run}-\\d+ `, 'g')) ?? [];
    return posts.map((post) => posts.filter((other) => other === post).length);
  }

  test('no request fails, and no POST is sent twice', async () => {
    // one that is slow, and does not finish what it has begun: only who has nothing in hand may be stopped
    const abrupt = version('abrupt', (code) =>
      code
        .replace('stopping.begin()', 'os._exit(0)')
        .replace('        client = self', '        time.sleep(0.3)\n        client = self'),
    );
    await runSite(project(), '-e', `appserver_source=${abrupt}`);
    const visits = await visitDuring('good', async () => {
      expect((await deploy(version('good', (code) => `${code}# good\n`))).exitCode).toBe(0);
    });
    expect(failed(visits)).toEqual([]);
    expect(releasesOf(visits)).toHaveLength(2);
    expect(new Set(visits.map(({ body }) => /id=host>([\w-]+)</.exec(body)?.[1]))).toEqual(
      new Set([app(1).name, app(2).name]),
    );
    const posts = await arrivals('good');
    expect(posts).toHaveLength(visits.filter(({ method }) => method === 'POST').length);
    expect(new Set(posts)).toEqual(new Set([1]));
  }, 240_000);

  test('a release that does not serve ends the roll at the first server, and no request fails', async () => {
    const bad = version('bad', (code) =>
      code.replace('def health(self):', 'def health(self):\n        raise RuntimeError'),
    );
    const visits = await visitDuring('bad', async () => {
      const { exitCode, stdout } = await deploy(bad);
      expect(exitCode).toBe(1);
      const { hosts } = JSON.parse(stdout) as { hosts: Record<string, { failed: number; changed: number }> };
      expect(hosts[app(1).name]?.failed).toBeGreaterThan(0);
      expect(hosts[app(2).name]).toMatchObject({ failed: 0, changed: 0 });
    });
    expect(failed(visits)).toEqual([]);
    expect(releasesOf(visits)).toHaveLength(1);
  }, 120_000);

  test('a release is taken back', async () => {
    const [first] = (await sshOrThrow(app(1).name, 'ls -t /srv/app/releases | tail -n 1')).trim().split('\n');
    const visits = await visitDuring('back', async () => {
      await runSite(project(), '--playbook', 'deploy', '-e', `appserver_rollback=${first ?? ''}`);
    });
    expect(failed(visits)).toEqual([]);
    expect(releasesOf(visits)).toContain(first);
    expect(releasesOf(visits.slice(-20))).toEqual([first]);
  }, 120_000);
});

const describeLong = process.env['PROVISION_LONG'] === undefined ? describe.skip : describeLab;

describeLong('a rolling update under load, with a database', () => {
  const application = useApplication(2, { database: true });
  const { project, db, version } = application;

  test('each note that was sent is written once', async () => {
    await runSite(project());
    const visits = await visitSite(
      application,
      () => '/notes',
      async () => {
        const source = version('next', (code) => `${code}# next\n`);
        await runSite(project(), '--playbook', 'deploy', '-e', `appserver_source=${source}`);
      },
    );
    const posts = visits.filter(({ method }) => method === 'POST');
    expect(failed(visits, 303)).toEqual([]);
    const notes = await sshOrThrow(db().name, 'sudo mariadb -N app -e "SELECT text FROM notes"');
    expect(notes.trim().split('\n').sort()).toEqual(posts.map(({ number }) => `visit-${number}`).sort());
  }, 600_000);

  test('a database that is new is migrated by the next deployment, though the release has been there', async () => {
    await sshOrThrow(db().name, 'sudo mariadb -e "DROP DATABASE app; CREATE DATABASE app"');
    await runSite(project(), '--playbook', 'deploy');
    await sshOrThrow(db().name, 'sudo mariadb app -e "SELECT text FROM notes"');
    const again = await runSite(project(), '--playbook', 'deploy');
    expect(again.filter((event) => 'status' in event && event.status === 'changed')).toEqual([]);
  }, 120_000);
});

/** Visits the site at 20 requests a second while something goes on, and gives what became of them. */
async function visitSite(
  { web, authority }: Application,
  path: (number: number) => string,
  work: () => Promise<void>,
): Promise<readonly Answer[]> {
  const client = startClient({
    name: 'www.site.test',
    address: web().address,
    ca: authority.certificate,
    path,
    timeoutMs: 10_000,
    browses: true,
  });
  await client.answers(40);
  await work();
  await client.answers(40);
  return client.stop();
}
