import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { sshOrThrow } from '../../lab/support/lab.ts';
import { readEvents } from '../../lab/support/law.ts';
import { prepareSmallerSite, SITE_NAME, type SmallerSite } from '../../lab/support/prepare-smaller-site.ts';
import { countOf, expectLawfulConvergence, runSite } from '../../lab/support/run-role.ts';
import { runOrThrow } from '../../lab/support/run-command.ts';
import { until } from '../../support/until.ts';
import { useProject } from '../../lab/support/use-project.ts';
import { resetAtOnce, restart } from './restart.ts';
import { patience } from './patience.ts';
import { describeMachines, useMachines } from './use-machines.ts';

interface Site extends SmallerSite {
  /** The machine that answers for the site. */
  readonly front: string;
  /** The most tasks that the first dry run may leave open. */
  readonly mayChanges: number;
}

const ADDRESSES: Readonly<Record<string, string>> = { lb1: '10.77.0.11', web1: '10.77.0.13' };

/** Limits of roles for machines that take `machine_slowdown` times longer; inventories/machines has the same. */
const SLOW = {
  appserver_health_seconds: '<%= 20 * machine_slowdown %>',
  mysql_endpoint_check_seconds: '<%= 1 + machine_slowdown / 4 %>',
  mysql_role_seconds: '<%= 4 + machine_slowdown %>',
};

/** Prints what must be the same after a restart: addresses, firewall, mounts, settings, units that run. */
const STATE = `
ip -4 -o addr show scope global | awk '{ print $2, $4 }'
ufw status
findmnt -rno TARGET,SOURCE,FSTYPE --real
sysctl net.ipv4.ip_nonlocal_bind net.core.somaxconn vm.swappiness
systemctl list-units --type=service --state=running --no-legend --plain | awk '{ print $1 }' | grep -vE '^(user@|session-|systemd-(hostnamed|timedated|localed))'
`;

/** The site from nothing, and again, and through restarts in order, by the reset button, and in the middle of a run. */
export function describeSiteOnMachines(name: string, site: Site): void {
  describeMachines(name, () => {
    const machines = [...new Set(Object.values(site.groups).flat())];
    useMachines(...machines);
    const project = useProject('roles', 'playbooks');
    const deployAnew = (): void =>
      project().write(
        'inventories/test/later.yml',
        'all: { vars: { appserver_release: second, nginx_hsts_seconds: 60 } }\n',
      );

    beforeAll(async () => {
      project().write('ca.pem', await prepareSmallerSite(project(), site));
      project().write('inventories/test/slowdown.yml', JSON.stringify({ all: { vars: SLOW } }));
    });

    const answers = async (): Promise<boolean> => {
      const seconds = String((await patience(2000)) / 1000);
      const to = `${SITE_NAME}:443:${ADDRESSES[site.front] ?? ''}`;
      const options = ['-sSf', '--max-time', seconds, '--cacert', join(project().directory, 'ca.pem'), '--resolve', to];
      const page = await runOrThrow('curl', [...options, `https://${SITE_NAME}/hello`]).catch(() => '');
      return page.includes('client');
    };
    const stateOf = (host: string): Promise<string> => sshOrThrow(host, `sudo sh -c ${quote(STATE)}`);
    const states = (): Promise<string[]> => Promise.all(machines.map(stateOf));
    const expectSite = async (): Promise<void> => {
      await until('the site answers', answers, { timeoutMs: await patience(20_000), everyMs: 3000 });
      await runSite(project(), 'verify');
      expect(countOf(await runSite(project()), 'changed')).toBe(0);
    };

    test('one command sets it up from nothing, as its dry run predicted', async () => {
      await expectLawfulConvergence(project(), site.mayChanges);
      await runSite(project(), 'verify');
      expect(await answers()).toBe(true);
    }, 7_200_000);

    test('is the same after a restart of all machines', async () => {
      const before = await states();
      await restart(...machines);
      await expectSite();
      expect(await states()).toEqual(before);
    }, 3_600_000);

    test('is the same after a power failure of all machines', async () => {
      const before = await states();
      await resetAtOnce(...machines);
      await expectSite();
      expect(await states()).toEqual(before);
    }, 3_600_000);

    test('is finished by the next run when a machine is reset in the middle of one', async () => {
      const [last] = machines.slice(-1);
      if (last === undefined) throw new Error('a site has machines');
      deployAnew();
      const file = join(project().directory, 'cut.ndjson');
      let running = true;
      const run = project()
        .provision(['-i', 'test', '--events', file])
        .finally(() => (running = false));
      await until('the first change', () => !running || hasChanged(file), { timeoutMs: await patience(60_000) });
      await resetAtOnce(last);
      const { exitCode, stdout } = await run;
      expect([exitCode === 0, stdout]).toEqual([false, expect.stringContaining(last)]);
      await until('the site answers', answers, { timeoutMs: await patience(20_000), everyMs: 3000 });
      await runSite(project());
      await expectSite();
    }, 3_600_000);
  });
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function hasChanged(file: string): boolean {
  try {
    return countOf(readEvents(file), 'changed') > 0;
  } catch {
    // not there yet, or a line is half written
    return false;
  }
}
