import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { capture } from '../support/capture.ts';
import { describeLab } from '../support/describe-lab.ts';
import { checkout, ssh, sshOrThrow } from '../support/lab.ts';
import { assertLaw, countMayChanges, readEvents } from '../support/law.ts';
import { probeSsh } from '../support/probe-ssh.ts';
import { countOf, runSite } from '../support/run-role.ts';
import { type PortState, scan } from '../support/scan.ts';
import { snapshot, snapshotDifference } from '../support/snapshot.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { useSite } from '../support/use-site.ts';
import { until } from '../../support/until.ts';
import { ALERT_CASES } from './alerts/alert-cases.ts';
import { BACKUP_CASES } from './alerts/backup-cases.ts';
import { renderRuleTests } from './alerts/rule-case.ts';

const HOSTS = {
  lb1: '10.77.0.11',
  lb2: '10.77.0.12',
  web1: '10.77.0.13',
  web2: '10.77.0.14',
  app1: '10.77.0.15',
  app2: '10.77.0.16',
  db1: '10.77.0.17',
  db2: '10.77.0.18',
  mon1: '10.77.0.19',
};
type Host = keyof typeof HOSTS;
const names = Object.keys(HOSTS) as Host[];

/** From whom to whom, by the beginnings of names: the picture of the site, and nothing of how the role ufw works it out. */
const PICTURE: readonly [from: string, to: string, ports: readonly number[]][] = [
  ['', '', [22]],
  ['', 'lb', [80, 443]],
  ['lb', 'web', [80, 443]],
  ['mon', '', [9100]],
  ['mon', 'lb', [8405]],
  ['mon', 'web', [9113]],
  ['mon', 'db', [9104]],
  ['mon', 'app', [8443]],
  ['web', 'app', [8443]],
  ['app', 'db', [3306, 3309]],
  ['db', 'db', [3306, 3309]],
];

const isLong = process.env['PROVISION_LONG'] !== undefined;

describeLab('the site scaled up: each part on servers of its own', () => {
  useSite();
  const client = useHost();
  const project = useProject('roles', 'playbooks', 'vagrant/make-authority');

  beforeAll(() =>
    cpSync(join(checkout, 'inventories/vagrant'), join(project().directory, 'inventories/test'), { recursive: true }),
  );

  test('one command sets it up from nothing, as its dry run predicted, and SSH keeps answering', async () => {
    const before = await Promise.all(names.map((host) => snapshot(host)));
    const check = await runSite(project(), '--check');
    const after = await Promise.all(names.map((host) => snapshot(host)));
    expect(names.flatMap((_, i) => snapshotDifference(before[i] ?? [], after[i] ?? []))).toEqual([]);

    const probes = names.map((host) => probeSsh(HOSTS[host]));
    const apply = await runSite(project());
    const answers = await Promise.all(probes.map((probe) => probe.stop()));
    assertLaw(check, apply);
    expect(countMayChanges(check)).toBeLessThanOrEqual(240);
    for (const { asked, lost } of answers) {
      expect(asked).toBeGreaterThan(20);
      expect(lost).toBe(0);
    }
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
    expect(countOf(await runSite(project(), '--check'), 'would-change')).toBe(0);
    await runSite(project(), 'verify');
  }, 900_000);

  test('every port of the picture answers, and a scan of the rest finds nothing', async () => {
    const listening = await Promise.all(
      names.map((host) => sshOrThrow(host, 'ss -Hltn | awk \'{ sub(/.*:/, "", $4); print $4 }\'')),
    );
    // what listens anywhere, what the picture names, and some that nobody has heard of
    const ports = [...new Set([...listening.flatMap((text) => text.split('\n').filter(Boolean)), ...SOME])].join(',');
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
    const found = await Promise.all(
      pairs.map(async ([from, to]) => {
        const open = portsOf(from, to);
        // a port that is closed, and said so, was let through
        const isWrong = ([port, state]: readonly [number, PortState]) =>
          open.includes(port) ? state !== 'open' : state !== 'filtered';
        const suspects = [...(await scan(from, HOSTS[to], ports, 3000))].filter(isWrong);
        if (suspects.length === 0) return [];
        // all these scans at once may be more than a small machine can answer in time
        const again = await scan(from, HOSTS[to], suspects.map(([port]) => port).join(','), 10_000);
        return [...again].filter(isWrong).map(([port, state]) => `${from} to ${to}:${port} is ${state}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  }, 180_000);

  test('from outside only the balancers answer', async () => {
    const ports = '1-1024,3306,8404,8405,8443,9090,9100,9104,9113';
    const found = await Promise.all(
      names.map(async (to) => {
        const states = await scan(client().name, HOSTS[to], ports, 5000);
        return [to, [...states].filter(([, state]) => state !== 'filtered').map(([port]) => port)];
      }),
    );
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(names.map((name) => [name, name.startsWith('lb') ? [22, 80, 443] : [22]])),
    );
  }, 180_000);

  describe('as its users see it', () => {
    const curl = (path: string, ...options: string[]): Promise<string> =>
      sshOrThrow(
        client().name,
        `curl -sS --cacert /tmp/ca.pem --resolve ${NAME}:443:${FLOATING} ${options.join(' ')} https://${NAME}${path}`,
      );
    const field = (html: string, id: string): string | undefined =>
      new RegExp(`<b id=${id}>([^<]*)</b>`).exec(html)?.[1];

    beforeAll(async () => {
      await sshOrThrow(client().name, 'sudo apt-get update -qq && sudo apt-get install -qq -y curl >/dev/null');
      const authority = await sshOrThrow('mon1', 'cat /etc/ssl/site/ca.crt');
      await sshOrThrow(client().name, `cat >/tmp/ca.pem <<'E'\n${authority}\nE`);
    }, 120_000);

    test('both pages come through the floating address, by turns from all servers, and the application knows who asks', async () => {
      expect(await curl('/')).toContain('nginx serves this page from a file');
      const pages = await hello();
      expect(new Set(pages.map((page) => field(page, 'host')))).toEqual(new Set(['app1', 'app2']));
      expect(new Set(pages.map((page) => field(page, 'client')))).toEqual(new Set([client().address]));
      const logs = await Promise.all(
        ['web1', 'web2'].map((host) => sshOrThrow(host, 'sudo grep -c "GET /hello" /var/log/nginx/site.access.log')),
      );
      for (const count of logs) expect(Number(count)).toBeGreaterThan(1);
    }, 60_000);

    const hello = async (): Promise<string[]> => {
      const pages: string[] = [];
      for (let i = 0; i < 8; i += 1) pages.push(await curl('/hello'));
      return pages;
    };

    test('what is written is read back from the replica, and nothing of it crosses the network in the clear', async () => {
      const [secret, control] = ['marker-1f83a', 'control-77c2e'];
      const seen = await capture([secret, control], async () => {
        await curl('/notes', `--data text=${secret}`);
        await until('the note on the page', async () => (await curl('/notes')).includes(secret));
        await sshOrThrow(client().name, `curl -s -o /dev/null http://${FLOATING}/${control}`);
      });
      expect(seen[secret]).toBe(0);
      expect(seen[control]).toBeGreaterThan(1);
      expect(field(await curl('/notes'), 'server')).toBe('db2');
    }, 60_000);
  });

  test('alert rules fire for what they are for, and name the part that is to blame', async () => {
    const rules = (await sshOrThrow('mon1', 'ls /etc/prometheus/rules/*.yml')).trim().split('\n');
    await ssh('mon1', 'cat >/tmp/rules.test.yml', { stdin: renderRuleTests(rules, ALERT_CASES) });
    await ssh('mon1', 'cat >/tmp/backups.test.yml', {
      stdin: renderRuleTests(['/etc/prometheus/rules/databases.yml'], BACKUP_CASES, '6h'),
    });
    const tried = await sshOrThrow('mon1', 'promtool test rules /tmp/rules.test.yml /tmp/backups.test.yml 2>&1');
    expect(tried.match(/SUCCESS/g)).toHaveLength(2);
  }, 180_000);

  test('a dry run reports manual changes, and one run repairs them, and nothing else', async () => {
    await sshOrThrow('web1', 'echo "# by hand" | sudo tee -a /etc/nginx/nginx.conf');
    await sshOrThrow('web2', 'sudo systemctl stop nginx');
    await sshOrThrow('app1', 'sudo ufw allow 7777/tcp');
    // userdel takes the group along, and it is put back: the number of a file's group that has no name may get the same name again
    await sshOrThrow('app2', 'gid=$(id -g app) && sudo userdel -f app && sudo groupadd -r -g $gid app');
    const events = join(project().directory, 'drift.ndjson');
    const result = await project().provision(['--check', '--detailed-exitcode', '-i', 'test', '--events', events]);
    expect(result.exitCode).toBe(2);
    const check = readEvents(events);
    const drifted = check.filter((event) => event.event === 'task.finished' && event.status === 'would-change');
    expect(new Set(drifted.map((event) => 'host' in event && event.host))).toEqual(
      new Set(['web1', 'web2', 'app1', 'app2']),
    );
    const changes = JSON.stringify(drifted);
    for (const named of ['nginx.conf', '7777', '"attribute":"state","before":"inactive"', '"module":"user"'])
      expect(changes).toContain(named);
    const apply = await runSite(project());
    assertLaw(check, apply);
    if (isLong) {
      expect(countOf(await runSite(project()), 'changed')).toBe(0);
      await runSite(project(), 'verify');
    }
  }, 300_000);
});

const NAME = 'www.vagrant.test';
const FLOATING = '10.77.0.10';

const SOME = ['1', '111', '3306', '5432', '8080', '8443', '9104', '31337'];

const portsOf = (from: Host, to: Host): readonly number[] =>
  PICTURE.filter(([source, target]) => from.startsWith(source) && to.startsWith(target)).flatMap(
    ([, , ports]) => ports,
  );
