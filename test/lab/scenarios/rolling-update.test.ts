import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { runSite } from '../support/run-role.ts';
import { useApplication } from '../support/use-application.ts';
import type { Visit } from '../support/visitor.ts';
import { visit } from '../support/visitor.ts';

describeLab('a rolling update under load', () => {
  const { authority, project, web, app, version } = useApplication(2);
  const deploy = (source: string) =>
    project().provision([
      ...['-i', 'test', '--playbook', 'deploy', '--output', 'json'],
      ...['-e', JSON.stringify({ appserver_source: source, appserver_health_seconds: 5 })],
    ]);

  /** Visits the site at 20 requests a second while something goes on, and gives what became of them. */
  async function visitDuring(run: string, work: () => Promise<void>): Promise<readonly Visit[]> {
    const stop = visit({
      name: 'www.site.test',
      address: web().address,
      ca: authority.certificate,
      perSecond: 20,
      path: (number) => `/hello?${run}-${number}`,
    });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 2000));
    await pause();
    await work();
    await pause();
    return stop();
  }
  const failed = (visits: readonly Visit[]) => visits.filter(({ status }) => status !== 200);
  const releasesOf = (visits: readonly Visit[]) => [
    ...new Set(visits.map(({ body }) => /id=release>(\w+)</.exec(body)?.[1])),
  ];
  /** How often each POST of a run has reached an application server. */
  async function arrivals(run: string): Promise<number[]> {
    const logs = await Promise.all([1, 2].map((i) => sshOrThrow(app(i).name, 'sudo journalctl -u app.service -o cat')));
    const posts = logs.join('\n').match(new RegExp(`POST /hello\\?${run}-\\d+ `, 'g')) ?? [];
    return posts.map((post) => posts.filter((other) => other === post).length);
  }

  test('no request fails, and no POST is sent twice', async () => {
    await runSite(project());
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
