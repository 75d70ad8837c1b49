import { expect, test } from '@jest/globals';
import { pause } from '../../support/pause.ts';
import { until } from '../../support/until.ts';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { startClient } from '../support/load-client.ts';
import { type Accident, critical } from './alerts/accident.ts';
import { DATABASE_ACCIDENTS } from './alerts/database-accidents.ts';
import { MONITORING_ACCIDENTS } from './alerts/monitoring-accidents.ts';
import { shortenCertificate } from './alerts/shorten-certificate.ts';
import { SITE_ACCIDENTS } from './alerts/site-accidents.ts';
import { runAll, useWatchedSite } from './alerts/use-watched-site.ts';

const rows = (accidents: readonly Accident[]) => accidents.map((accident) => [accident.what, accident] as const);

describeLab('trouble reaches a person', () => {
  const { site, people, heartbeat, vary, expectTold, expectAccidentTold, expectLateEnds } = useWatchedSite();
  const play = (name: string, task: string) => {
    site.project().write(`playbooks/${name}.yml`, `- { hosts: web1, become: true, tasks: [{ ${task} }] }\n`);
    return site.run({}, '--playbook', name);
  };

  test('each run changes a host again', async () => {
    const drift = async (): Promise<void> => {
      for (let runs = 0; runs < 4; runs++) {
        await play('changes', 'command: "true"');
        // a run that Prometheus does not see is none
        await pause(4000);
      }
    };
    await expectTold({
      what: 'each run changes a host again',
      breaks: drift,
      tells: [{ alertname: 'Drift', host: 'web1' }],
      mends: () => play('changes-nothing', 'debug: { msg: nothing }'),
    });
  }, 300_000);

  test(
    'a process is ended for want of memory',
    () =>
      expectTold({
        what: 'a process exceeds the memory of its unit',
        breaks: () =>
          ssh(
            'app1',
            `sudo systemd-run --wait --collect -p MemoryMax=20M -p MemorySwapMax=0 perl -e 'my $x = "a" x 1e8'`,
          ),
        tells: [{ alertname: 'OutOfMemory' }],
        mends: () => Promise.resolve(),
        endMs: 720_000,
        endsLate: true,
      }),
    300_000,
  );

  test.each(rows([...SITE_ACCIDENTS, ...DATABASE_ACCIDENTS, ...MONITORING_ACCIDENTS]))(
    '%s',
    (_what, accident) => expectAccidentTold(accident),
    600_000,
  );

  test(
    'a web server is cut off: its host is named, and not each of its services',
    () =>
      expectTold({
        what: 'a web server is cut off',
        breaks: () => cutOff('web2'),
        tells: [{ alertname: 'HostDown', host: 'web2' }],
        tellsNot: ['ServiceDown', 'NotAnswering', 'ExporterDown', 'UnitFailed', 'WebServerOut', 'SiteDown'],
        settleMs: 40_000,
        mends: () => reconnect('web2'),
      }),
    300_000,
  );

  test('users get errors', async () => {
    const options = { name: 'www.vagrant.test', address: '10.77.0.10', ca: site.authority().certificate };
    const client = startClient({ ...options, path: () => '/notes', perSecond: 10, timeoutMs: 5000, browses: true });
    await expectTold({
      what: 'forms can not be saved',
      // the pages that the site is probed by do not write
      breaks: () => runAll([['db1', 'mariadb -e "ALTER TABLE app.notes ADD COLUMN needed INT NOT NULL"']]),
      tells: [critical('ErrorRate', { site: 'site' })],
      tellsNot: ['SiteDown'],
      mends: () => runAll([['db1', 'mariadb -e "ALTER TABLE app.notes DROP COLUMN needed"']]),
      endMs: 300_000,
    }).finally(() => client.stop());
  }, 600_000);

  test(
    'a certificate is about to end',
    () =>
      expectTold({
        what: 'the certificate of a host ends in a day',
        breaks: () => shortenCertificate('app1', site.authority(), 1),
        tells: [{ alertname: 'CertificateEnds', host: 'app1' }, critical('CertificateEndsSoon', { host: 'app1' })],
        mends: () => site.run({}, '--limit', 'app1', '--tags', 'tls'),
      }),
    300_000,
  );

  test(
    'a run of provision fails',
    () =>
      expectTold({
        what: 'a run of provision fails',
        breaks: () => expect(play('fails', 'fail: { msg: on purpose }')).rejects.toThrow('on purpose'),
        tells: [{ alertname: 'RunFailed', host: 'web1' }],
        mends: () => play('changes-nothing', 'debug: { msg: nothing }'),
      }),
    300_000,
  );

  test('a request is found by its ID where logs are kept: what nginx said of it, and the application', async () => {
    const head = 'curl -sSk -I --resolve www.vagrant.test:443:10.77.0.10 https://www.vagrant.test/hello';
    const id = /^X-Request-ID: (\w{32})/im.exec(await sshOrThrow('mon1', head))?.[1] ?? 'none';
    // sudo logs the search too: a pattern must not match itself
    const search = `sudo site-logs '${id.replace(/.$/, '[$&]')}'`;
    const found = async (): Promise<boolean> => {
      const { stdout } = await ssh('mon1', search);
      return /web\d nginx-access:.*"HEAD \/hello/.test(stdout) && /app\d .*"HEAD \/hello/.test(stdout);
    };
    await until('both lines', found, { timeoutMs: 60_000 });
    await site.run({}, 'verify', '--roles', 'logs');
  }, 180_000);

  test('if one of two receivers is unreachable, the other one is notified', async () => {
    const named = (name: string, url: string) => ({ name, config: { webhook_configs: [{ url }] } });
    const receivers = (...all: unknown[]) => vary({ monitoring_server_receivers: all });
    await expectTold({
      what: 'one of two receivers can not be reached',
      breaks: async () => {
        await receivers(named('people', people().url), named('gone', 'http://10.77.0.1:1/'));
        await runAll([['web2', 'systemctl stop nginx']]);
      },
      tells: [critical('NobodyTold')],
      mends: async () => {
        await runAll([['web2', 'systemctl start nginx']]);
        await receivers(named('people', people().url));
      },
      endMs: 480_000,
      endsLate: true,
    });
  }, 900_000);

  test('what takes minutes to end has ended', expectLateEnds, 900_000);

  test('the heartbeat beats, and stops with Prometheus', async () => {
    expect(heartbeat().received.length).toBeGreaterThan(2);
    await sshOrThrow('mon1', 'sudo systemctl stop prometheus');
    // Alertmanager ends the alert by itself some minutes later
    const silence = async (): Promise<boolean> => {
      const before = heartbeat().received.length;
      await pause(150_000);
      return heartbeat().received.length === before;
    };
    await until('no heartbeat comes', silence, { timeoutMs: 600_000 });
  }, 900_000);
});
