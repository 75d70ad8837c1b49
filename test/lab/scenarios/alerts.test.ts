import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AlertReceiver, type Wanted } from '../support/alert-receiver.ts';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { startClient } from '../support/load-client.ts';
import { until } from '../../support/until.ts';
import { useScaledUpSite } from '../support/use-scaled-up-site.ts';

interface Accident {
  readonly what: string;
  readonly breaks: readonly (readonly [host: string, command: string])[];
  readonly tells: readonly Wanted[];
  /** Alerts that would blame what is not to blame. */
  readonly tellsNot?: readonly string[];
  readonly mends: readonly (readonly [host: string, command: string])[];
  readonly endMs?: number;
}

const service = (host: string, unit: string, component: string): Wanted => ({
  alertname: 'ServiceDown',
  host,
  unit,
  component,
});
const left = (component: string, host: string): Wanted => ({ alertname: 'RedundancyLost', component, host });
const critical = (alertname: string, more: Wanted = {}): Wanted => ({ alertname, severity: 'critical', ...more });
const METRICS = '/var/lib/prometheus/node-exporter/mysql-backup.prom';
const REHEARSAL = METRICS.replace('backup.prom', 'rehearsal.prom');
// each host's load times that of all others
const WRONG_RULE = 'groups: [{ name: wrong, rules: [{ record: wrong, expr: node_load1 * on () node_load5 }] }]';
const older = (name: string, file: string, hours: number): string =>
  `sed -i "s/^${name} .*/${name} $(($(date +%s) - ${hours} * 3600))/" ${file}`;

const ACCIDENTS: readonly Accident[] = [
  {
    what: 'an application server is stopped',
    breaks: [['app1', 'systemctl stop app.socket app.service']],
    tells: [service('app1', 'app.service', 'applications'), left('applications', 'app2')],
    tellsNot: ['WebServerOut', 'SiteDown', 'NotAnswering', 'AllDown'],
    mends: [['app1', 'systemctl start app.socket app.service']],
  },
  {
    what: 'an application hangs',
    breaks: [['app2', 'systemctl kill -s STOP app.service']],
    tells: [{ alertname: 'NotAnswering', host: 'app2', component: 'applications' }],
    tellsNot: ['ServiceDown', 'WebServerOut'],
    mends: [['app2', 'systemctl kill -s CONT app.service']],
  },
  {
    what: 'an application crashes again and again',
    breaks: [['app2', 'for i in 1 2 3 4 5 6; do systemctl kill -s KILL app.service; sleep 4; done']],
    tells: [{ alertname: 'CrashLoop', host: 'app2', name: 'app.service' }],
    mends: [],
    endMs: 420_000,
  },
  {
    what: 'all applications are stopped',
    breaks: ['app1', 'app2'].map((host) => [host, 'systemctl stop app.socket app.service'] as const),
    tells: [critical('AllDown', { component: 'applications' }), critical('SiteDown')],
    tellsNot: ['WebServerOut', 'RedundancyLost'],
    mends: ['app1', 'app2'].map((host) => [host, 'systemctl start app.socket app.service'] as const),
  },
  {
    what: 'nginx is stopped',
    breaks: [['web2', 'systemctl stop nginx']],
    tells: [
      service('web2', 'nginx.service', 'web servers'),
      left('web servers', 'web1'),
      { alertname: 'WebServerOut', server: 'web2' },
    ],
    tellsNot: ['NotAnswering', 'ExporterDown', 'SiteDown'],
    mends: [['web2', 'systemctl start nginx']],
  },
  {
    what: 'nginx hangs',
    breaks: [['web2', 'pkill -STOP nginx']],
    tells: [{ alertname: 'NotAnswering', host: 'web2', component: 'web servers' }],
    tellsNot: ['ServiceDown', 'ExporterDown'],
    mends: [['web2', 'pkill -CONT nginx']],
  },
  {
    what: 'keepalived is stopped on the balancer that waits',
    breaks: [['lb2', 'systemctl stop keepalived']],
    tells: [service('lb2', 'keepalived.service', 'balancers'), left('balancers', 'lb1')],
    tellsNot: ['FloatingAddress', 'SiteDown'],
    mends: [['lb2', 'systemctl start keepalived']],
  },
  {
    what: 'nobody holds the floating address',
    breaks: ['lb2', 'lb1'].map((host) => [host, 'systemctl stop keepalived'] as const),
    tells: [critical('FloatingAddress', { address: '10.77.0.10' }), critical('SiteDown')],
    mends: ['lb1', 'lb2'].map((host) => [host, 'systemctl start keepalived'] as const),
  },
  {
    what: 'two hosts hold the floating address',
    breaks: [['lb2', 'ip addr add 10.77.0.10/32 dev eth0']],
    tells: [critical('FloatingAddress', { address: '10.77.0.10' })],
    mends: [['lb2', 'ip addr del 10.77.0.10/32 dev eth0']],
  },
  {
    what: 'HAProxy is stopped on both',
    breaks: ['lb1', 'lb2'].map((host) => [host, 'systemctl stop haproxy'] as const),
    tells: [critical('AllDown', { component: 'balancers' }), critical('SiteDown')],
    mends: ['lb1', 'lb2'].map((host) => [host, 'systemctl start haproxy'] as const),
  },
  {
    what: 'replication stops',
    breaks: [['db2', 'mariadb -e "STOP SLAVE SQL_THREAD"']],
    tells: [critical('ReplicationBroken', { host: 'db2' }), left('databases', 'db1')],
    mends: [['db2', 'mariadb -e "START SLAVE"']],
  },
  {
    what: 'the replica is stopped',
    breaks: [['db2', 'systemctl stop mariadb']],
    tells: [
      service('db2', 'mariadb.service|mysql.service', 'databases'),
      { alertname: 'CommitsNotReplicated', host: 'db1' },
    ],
    tellsNot: ['NoPrimary', 'SiteDown'],
    mends: [['db2', 'systemctl start mariadb']],
  },
  {
    what: 'no database can be written to',
    breaks: [['db1', 'systemctl stop mysql-guard; mariadb -e "SET GLOBAL read_only = ON"']],
    tells: [critical('NoPrimary'), critical('SiteDown')],
    mends: [['db1', 'mariadb -e "SET GLOBAL read_only = OFF"; systemctl start mysql-guard']],
  },
  {
    what: 'two databases can be written to',
    breaks: [['db2', 'mariadb -e "SET GLOBAL read_only = OFF"']],
    tells: [critical('SplitBrain')],
    mends: [['db2', 'mariadb -e "SET GLOBAL read_only = ON"']],
  },
  {
    what: 'a backup fails',
    breaks: [['db2', 'mv /usr/bin/mariadb-dump /usr/bin/away; systemctl start mysql-backup || true']],
    tells: [
      { alertname: 'BackupFailed', host: 'db2' },
      { alertname: 'UnitFailed', name: 'mysql-backup.service' },
    ],
    mends: [['db2', 'mv /usr/bin/away /usr/bin/mariadb-dump; systemctl start mysql-backup']],
  },
  {
    what: 'the last backup is old',
    breaks: [['db2', older('mysql_backup_last_success_timestamp_seconds', METRICS, 30)]],
    tells: [{ alertname: 'BackupOld', host: 'db2' }],
    mends: [['db2', 'systemctl start mysql-backup']],
  },
  {
    what: 'nothing backs up',
    breaks: [['db2', 'systemctl stop mysql-backup.timer']],
    tells: [critical('NothingBacksUp')],
    mends: [['db2', 'systemctl start mysql-backup.timer']],
  },
  {
    what: 'a rehearsal of a restore fails',
    breaks: [['db2', 'mysql-backup-tell rehearsal 0']],
    tells: [critical('RehearsalFailed', { host: 'db2' })],
    mends: [['db2', 'mysql-backup-tell rehearsal 1']],
  },
  {
    what: 'no restore has been rehearsed for long',
    breaks: [
      [
        'db2',
        `mysql-backup-tell rehearsal 1; ${older('mysql_rehearsal_last_success_timestamp_seconds', REHEARSAL, 36 * 24)}`,
      ],
    ],
    tells: [{ alertname: 'RestoreNotRehearsed', host: 'db2' }],
    mends: [['db2', 'mysql-backup-tell rehearsal 1']],
  },
  {
    what: 'Prometheus does not take its configuration',
    breaks: [
      [
        'mon1',
        'cd /etc/prometheus; cp -p prometheus.yml away; echo nonsense >>prometheus.yml; systemctl reload prometheus',
      ],
    ],
    tells: [{ alertname: 'ConfigurationNotLoaded', job: 'prometheus' }],
    mends: [['mon1', 'cd /etc/prometheus; mv away prometheus.yml; systemctl reload prometheus']],
  },
  {
    what: 'a rule can not be evaluated',
    breaks: [['mon1', `echo '${WRONG_RULE}' >/etc/prometheus/rules/wrong.yml; systemctl reload prometheus`]],
    tells: [{ alertname: 'RuleFails', component: 'monitoring' }],
    mends: [['mon1', 'rm /etc/prometheus/rules/wrong.yml; systemctl reload prometheus']],
    endMs: 480_000,
  },
  {
    what: 'an exporter is stopped',
    breaks: [['app1', 'systemctl stop prometheus-node-exporter']],
    tells: [{ alertname: 'HostDown', host: 'app1' }],
    mends: [['app1', 'systemctl start prometheus-node-exporter']],
  },
  {
    what: 'one of several exporters is stopped',
    breaks: [['db2', 'systemctl stop prometheus-mysqld-exporter']],
    tells: [{ alertname: 'ExporterDown', host: 'db2', job: 'mysqld' }],
    mends: [['db2', 'systemctl start prometheus-mysqld-exporter']],
  },
  {
    what: 'provision has not run for a day',
    breaks: [['web1', older('provision_run_timestamp_seconds', '/var/lib/provision/last-run.prom', 30)]],
    tells: [{ alertname: 'RunMissing', host: 'web1' }],
    mends: [['web1', older('provision_run_timestamp_seconds', '/var/lib/provision/last-run.prom', 0)]],
  },
];

describeLab('trouble reaches a person', () => {
  const site = useScaledUpSite();
  let people: AlertReceiver;
  let heartbeat: AlertReceiver;

  const all = (commands: Accident['breaks']) =>
    Promise.all(
      commands.map(([host, command]) => sshOrThrow(host, `sudo sh -c '${command.replaceAll("'", "'\\''")}'`)),
    );

  async function expectTold({ breaks, tells, tellsNot = [], mends, endMs }: Accident): Promise<void> {
    const since = people.received.length;
    const alerts = await brokenMeanwhile({ breaks, mends }, async () => {
      const told = await Promise.all(tells.map((wanted) => people.firing(wanted, since)));
      // what is not to be told would be by now
      await new Promise((resolve) => setTimeout(resolve, tellsNot.length > 0 ? 10_000 : 0));
      expect(people.names(since).filter((name) => tellsNot.includes(name))).toEqual([]);
      return told;
    });
    await Promise.all(alerts.map((alert) => people.ended(alert, endMs)));
    await until('all alerts have ended', async () => (await firing()).length === 0, {
      timeoutMs: endMs ?? 120_000,
      everyMs: 1000,
    });
  }

  /** What fails does not leave the next test a site that is broken. */
  async function brokenMeanwhile<T>(
    { breaks, mends }: Pick<Accident, 'breaks' | 'mends'>,
    work: () => Promise<T>,
  ): Promise<T> {
    await all(breaks);
    try {
      return await work();
    } finally {
      await all(mends);
    }
  }

  const firing = async (): Promise<string[]> => {
    const answer = await sshOrThrow('mon1', 'curl -sS http://127.0.0.1:9090/api/v1/alerts');
    const { data } = JSON.parse(answer) as { data: { alerts: { state: string; labels: Wanted }[] } };
    const names = data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');
    // the processors of the lab's machine are what they are, and so is its memory
    return names.filter((name) => !['Heartbeat', 'CpuBusy', 'OutOfMemory'].includes(name));
  };

  beforeAll(async () => {
    people = await AlertReceiver.listen();
    heartbeat = await AlertReceiver.listen();
    await site.run({
      monitoring_server_receivers: [{ name: 'people', config: { webhook_configs: [{ url: people.url }] } }],
      monitoring_server_heartbeat: heartbeat.url,
      monitoring_server_scrape_interval: '2s',
      monitoring_server_down_after: '8s',
      monitoring_server_trouble_after: '8s',
      monitoring_server_group_wait: '1s',
      monitoring_server_group_interval: '2s',
    });
    await sshOrThrow('db2', 'sudo systemctl start mysql-backup');
    await until('the site is quiet', async () => (await firing()).length === 0, { timeoutMs: 120_000, everyMs: 1000 });
  }, 900_000);
  afterAll(() => {
    people.close();
    heartbeat.close();
  });

  test.each(ACCIDENTS.map((accident) => [accident.what, accident] as const))(
    '%s',
    (_what, accident) => expectTold(accident),
    600_000,
  );

  test('one of two receivers can not be reached: the other one is told', async () => {
    const since = people.received.length;
    const named = (name: string, url: string) => ({ name, config: { webhook_configs: [{ url }] } });
    const receivers = (...all: unknown[]) =>
      site.run({ monitoring_server_receivers: all }, '--limit', 'mon1', '--tags', 'monitoring');
    await receivers(named('people', people.url), named('gone', 'http://10.77.0.1:1/'));
    const broken = { breaks: [['web2', 'systemctl stop nginx']], mends: [['web2', 'systemctl start nginx']] } as const;
    const alert = await brokenMeanwhile(broken, () => people.firing(critical('NobodyTold'), since, 240_000));
    await receivers(named('people', people.url));
    await people.ended(alert, 480_000);
  }, 900_000);

  test('a web server is cut off: its host is named, and not each of its services', async () => {
    const since = people.received.length;
    await cutOff('web2');
    const alert = await people.firing({ alertname: 'HostDown', host: 'web2' }, since);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const blamed = people.received
      .slice(since)
      .filter(({ labels }) => labels['host'] === 'web2')
      .map(({ labels }) => labels['alertname']);
    await reconnect('web2');
    expect(new Set(blamed)).toEqual(new Set(['HostDown']));
    await people.ended(alert);
  }, 300_000);

  test('users get errors', async () => {
    const since = people.received.length;
    const options = { name: 'www.vagrant.test', address: '10.77.0.10', ca: site.authority().certificate };
    const client = startClient({ ...options, path: () => '/notes', perSecond: 10, timeoutMs: 5000 });
    await all([['db1', 'mariadb -e "RENAME TABLE app.notes TO app.away"']]);
    const alert = await people.firing(critical('ErrorRate', { site: 'site' }), since, 240_000);
    await all([['db1', 'mariadb -e "RENAME TABLE app.away TO app.notes"']]);
    await people.ended(alert, 300_000);
    await client.stop();
  }, 600_000);

  test('a process is ended for want of memory', async () => {
    const since = people.received.length;
    await ssh('app1', `sudo systemd-run --wait -p MemoryMax=20M -p MemorySwapMax=0 perl -e 'my $x = "a" x 1e8'`);
    await people.firing({ alertname: 'OutOfMemory' }, since);
  }, 180_000);

  test('a certificate is about to end', async () => {
    const since = people.received.length;
    await site.run({}, '--limit', 'web1', '--tags', 'tls');
    await sshOrThrow('app1', `sudo tee /etc/ssl/site/host.crt >/dev/null <<'E'\n${await shortCertificate('app1')}\nE`);
    const alert = await people.firing({ alertname: 'CertificateEnds', host: 'app1' }, since);
    await site.run({}, '--limit', 'app1', '--tags', 'tls');
    await people.ended(alert);
  }, 300_000);

  /** As the host has it, but good for five days. */
  async function shortCertificate(host: string): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), 'provision-certificate-'));
    const at = (file: string): string => join(directory, file);
    const { certificate, key } = site.authority();
    const request = `sudo openssl x509 -x509toreq -in /etc/ssl/site/host.crt -signkey /etc/ssl/site/host.key`;
    const names = await sshOrThrow(
      host,
      'openssl x509 -noout -ext subjectAltName -in /etc/ssl/site/host.crt | tail -n 1',
    );
    try {
      writeFileSync(at('csr'), await sshOrThrow(host, request));
      writeFileSync(at('ca.crt'), certificate);
      writeFileSync(at('ca.key'), key, { mode: 0o600 });
      writeFileSync(at('names'), `subjectAltName=${names.trim().replaceAll('IP Address:', 'IP:')}\n`);
      const words = `x509 -req -in ${at('csr')} -CA ${at('ca.crt')} -CAkey ${at('ca.key')} -CAcreateserial -days 5 -extfile ${at('names')} -out ${at('crt')}`;
      execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
      return readFileSync(at('crt'), 'utf8');
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  test('a run of provision fails', async () => {
    const since = people.received.length;
    site
      .project()
      .write('playbooks/fails.yml', '- hosts: web1\n  become: true\n  tasks:\n    - fail: { msg: on purpose }\n');
    await expect(site.run({}, '--playbook', 'fails')).rejects.toThrow('on purpose');
    const alert = await people.firing({ alertname: 'RunFailed', host: 'web1' }, since);
    await site.run({}, '--limit', 'web1');
    await people.ended(alert);
  }, 300_000);

  test('the heartbeat beats, and stops with Prometheus', async () => {
    const count = heartbeat.received.length;
    expect(count).toBeGreaterThan(2);
    await sshOrThrow('mon1', 'sudo systemctl stop prometheus');
    // Alertmanager ends the alert by itself some minutes later
    const silence = async (): Promise<boolean> => {
      const before = heartbeat.received.length;
      await new Promise((resolve) => setTimeout(resolve, 150_000));
      return heartbeat.received.length === before;
    };
    await until('no heartbeat comes', silence, { timeoutMs: 600_000 });
  }, 900_000);
});
