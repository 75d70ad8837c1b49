import { request } from 'node:https';
import { describe, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { issueCertificate } from '../support/issue-certificate.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useApplication } from '../support/use-application.ts';

describeLab('the role appserver', () => {
  const { authority, project, web, app, vary, version } = useApplication(1);
  const deploy = (...args: string[]) => runSite(project(), '--playbook', 'deploy', ...args);
  const refused = async (...args: string[]) => {
    const result = await project().provision([...args, '-i', 'test', '--playbook', 'deploy']);
    return { exitCode: result.exitCode, told: result.stdout + result.stderr };
  };
  const on = (command: string): Promise<string> => sshOrThrow(app(1).name, `sudo sh -c ${JSON.stringify(command)}`);

  /** Asks the application itself, over TLS that is verified. */
  const ask = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { ca: authority.certificate, servername: 'app.site.test', host: app(1).address, port: 8443, path };
      request({ ...options, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
  const serving = async (): Promise<string> => /id=release>(\w+)</.exec(await ask('/hello'))?.[1] ?? '';

  test('converges as the dry run predicted, and is verified from another host', async () => {
    await expectLawfulConvergence(project(), 12);
    await runSite(project(), 'verify');
    expect(await ask('/hello')).toContain(app(1).name);
    expect(JSON.parse(await ask('/health'))).toMatchObject({ status: 'ok', database: 'none' });
    expect(await ask('/notes')).toBe('There is no database.\n');
  }, 300_000);

  test('runs as its own user with few privileges', async () => {
    expect(await on('ps -o user= -p $(systemctl show -p MainPID --value app.service)')).toMatch(/^app\s*$/);
    const exposure = await on('systemd-analyze security --no-pager app.service | tail -n 1');
    expect(Number(/(\d+\.\d+)/.exec(exposure)?.[1])).toBeLessThan(3);
    expect(await on('stat -c %a:%U:%G /etc/appserver/app.env')).toBe('640:root:app\n');
  }, 60_000);

  test('a request in hand is finished, and who connects meanwhile waits', async () => {
    await on('systemctl restart app.service & wait');
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => ask('/hello')),
      on('systemctl restart app.service'),
      ...Array.from({ length: 5 }, () => ask('/hello')),
    ]);
    expect(answers.filter((answer) => answer.includes(app(1).name))).toHaveLength(10);
  }, 60_000);

  test('verify fails once it is down, and one run repairs it', async () => {
    await on('systemctl stop app.socket app.service');
    expect((await refused('verify')).exitCode).not.toBe(0);
    await deploy();
    expect(await ask('/hello')).toContain(app(1).name);
  }, 120_000);

  test('another content is another release, which can be taken back, and the oldest goes', async () => {
    const first = await serving();
    const releases = async () => (await on('ls /srv/app/releases')).trim().split('\n');
    for (const name of ['two', 'three'])
      await deploy('-e', `appserver_source=${version(name, (code) => `${code}# ${name}\n`)}`);
    const third = await serving();
    expect(await releases()).toHaveLength(3);
    await deploy('-e', `appserver_rollback=${first}`);
    expect(await serving()).toBe(first);
    await deploy('-e', `{"appserver_source":"${project().directory}/versions/three","appserver_keep":2}`);
    expect(await serving()).toBe(third);
    expect(await releases()).toHaveLength(2);
    expect((await refused('-e', 'appserver_rollback=nothing')).told).toContain('there is no release nothing');
  }, 180_000);

  test('a release that does not serve is switched back', async () => {
    const before = await serving();
    const bad = version('bad', (code) => code.replace('def health(self):', 'def health(self):\n        raise RuntimeError'));
    const failed = await refused('-e', JSON.stringify({ appserver_source: bad, appserver_health_seconds: 3 }));
    expect(failed.exitCode).toBe(1);
    expect(failed.told).toContain(`release ${before} serves again`);
    expect(await serving()).toBe(before);
    expect(await sshOrThrow(web().name, 'cat /etc/nginx/upstreams/app.conf')).not.toContain('down');
  }, 120_000);

  test('a release that is well, but that users no longer get through nginx, is switched back', async () => {
    const before = await serving();
    const lacks = version('lacks', (code) => code.replace('"/hello": self.hello, "/health"', '"/health"'));
    const ways = [
      { url: 'https://www.site.test/hello', address: web().address },
      // what nobody got before either
      { url: 'https://www.site.test/nothing', address: web().address },
    ];
    const failed = await refused('-e', JSON.stringify({ appserver_source: lacks, appserver_ways: ways }));
    expect(failed.exitCode).toBe(1);
    expect(failed.told).toContain('Check that the public URLs still answer');
    expect(failed.told).toContain(`release ${before} serves again`);
    expect(await serving()).toBe(before);

    // it is well, and nginx would not believe it: the certificate lacks the name that nginx asks for
    const { cert, key } = issueCertificate(authority, 'other.site.test', app(1).address);
    await ssh(app(1).name, 'sudo tee /etc/ssl/other.crt', { stdin: cert });
    await ssh(app(1).name, 'sudo install -g ssl-cert -m 640 /dev/stdin /etc/ssl/other.key', { stdin: key });
    const unknown = await refused('-e', '{"appserver_certificate": "/etc/ssl/other.crt", "appserver_key": "/etc/ssl/other.key"}');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.told).toContain('cannot reach the application at https://app.site.test:8443/health');
    expect(unknown.told).toContain('serves again with its previous settings');
    expect(await serving()).toBe(before);
    expect(await sshOrThrow(web().name, 'cat /etc/nginx/upstreams/app.conf')).not.toContain('down');
  }, 240_000);

  test('settings belong to a release: what fails with new ones, or is rolled back, runs as it did', async () => {
    const before = await serving();
    const environment = () => on('tr \\\\0 \\\\n < /proc/$(systemctl show -p MainPID --value app.service)/environ');
    const changed = version('changed', (code) => `${code}# changed\n`);
    const settings = { appserver_source: changed, appserver_environment: { COLOUR: 'green' } };
    const command = '/usr/bin/python3 -B no-such-program.py';
    const failed = await refused('-e', JSON.stringify({ ...settings, appserver_command: command, appserver_health_seconds: 3 }));
    expect(failed.exitCode).toBe(1);
    expect(failed.told).toContain(`release ${before} serves again with its previous settings`);
    expect(await serving()).toBe(before);
    expect(await environment()).not.toContain('COLOUR');
    expect(await on('cat /etc/systemd/system/app.service')).not.toContain('no-such-program');

    await deploy('-e', JSON.stringify(settings));
    expect(await environment()).toContain('COLOUR=green');
    const green = await serving();
    const wrong = await refused('-e', JSON.stringify({ ...settings, appserver_command: command, appserver_health_seconds: 3 }));
    expect(wrong.told).toContain('failed with the new settings, and serves again with its previous settings');
    expect([await serving(), (await environment()).includes('COLOUR=green')]).toEqual([green, true]);
    // not with the settings that the inventory has by now
    const later = { appserver_environment: { COLOUR: 'red' } };
    await deploy('-e', JSON.stringify({ ...later, appserver_rollback: before }));
    expect([await serving(), (await environment()).includes('COLOUR')]).toEqual([before, false]);
    await deploy('-e', JSON.stringify({ ...later, appserver_rollback: green }));
    expect([await serving(), (await environment()).includes('COLOUR=green')]).toEqual([green, true]);
    await deploy();
    expect(await environment()).not.toContain('COLOUR');
  }, 240_000);

  test('a port that nginx does not send requests to is refused before anything is changed', async () => {
    const { exitCode, told } = await refused('-e', 'appserver_port=9443');
    expect(exitCode).toBe(1);
    expect(told).toContain('listens on port 9443 (appserver_port), and nginx_upstreams of');
    expect(told).not.toMatch(/^changed /m);
    expect(await ask('/hello')).toContain(app(1).name);
  }, 60_000);

  test('a variable that is gone is gone, and a mistake is told before anything is touched', async () => {
    vary({ appserver_secrets: { API_TOKEN: 'to"ken$x' } });
    const { told } = await refused('--diff');
    expect(told).not.toMatch(/ken\\*\$x/);
    expect(told).toMatch(/API_TOKEN=\\?"\*{8}/);
    const environment = () => on('tr \\\\0 \\\\n < /proc/$(systemctl show -p MainPID --value app.service)/environ');
    expect(await environment()).toContain('API_TOKEN=to"ken$x\n');
    vary({});
    await deploy();
    expect(await environment()).not.toContain('API_TOKEN');
    vary({ appserver_port: 'many' });
    expect((await refused()).exitCode).toBe(3);
  }, 120_000);

  test('its certificate is read again without a restart', async () => {
    const pid = () => on('systemctl show -p MainPID --value app.service');
    const before = await pid();
    vary({ tls_extra_names: ['www.site.test', 'app.site.test', 'more.site.test'] });
    await runSite(project());
    expect(await pid()).toBe(before);
    const names = await ssh(
      web().name,
      `echo | openssl s_client -connect ${app(1).address}:8443 2>/dev/null | openssl x509 -noout -ext subjectAltName`,
    );
    expect(names.stdout).toContain('more.site.test');
  }, 120_000);
});

const describeLong = process.env['PROVISION_LONG'] === undefined ? describe.skip : describeLab;

for (const suite of ['bullseye', 'trixie'] as const) {
  describeLong(`the role appserver on ${suite}`, () => {
    const { project } = useApplication(1, { suite });

    test('converges as the dry run predicted, is confined, and serves requests', async () => {
      await expectLawfulConvergence(project(), 12);
      await runSite(project(), 'verify');
    }, 300_000);
  });
}
