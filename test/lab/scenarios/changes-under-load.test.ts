import { beforeAll, describe, expect, test } from '@jest/globals';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { assertLaw } from '../support/law.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { daysLeft, ownSerial, presentedSerial } from '../support/presented-certificate.ts';
import { countOf } from '../support/run-role.ts';
import { runningUnits } from '../support/running-units.ts';
import { failures, useScaledUpSite } from '../support/use-scaled-up-site.ts';
import { pause } from '../../support/pause.ts';
import { until } from '../../support/until.ts';

// One of each kind here, the others by night: each run of the whole site takes up to a minute.
const onlyLong = process.env['PROVISION_LONG'] === undefined ? test.skip : test;

describeLab('the site scaled up changes under load', () => {
  const site = useScaledUpSite();
  const { run, loadDuring, writeInventory } = site;
  const spare = () => site.spare().name;

  beforeAll(async () => {
    // their last day
    await run({ tls_days: 1, tls_renew_days: 0 });
  }, 600_000);

  describe('a server is lost', () => {
    /** Loses a server, and waits until it gets requests again. Gives the seconds after which no request failed any more. */
    async function secondsLost(
      host: string,
      lose: () => Promise<unknown>,
      mend: () => Promise<unknown>,
    ): Promise<number> {
      let lostMs = 0;
      const start = performance.now();
      const loss = async (): Promise<void> => {
        lostMs = performance.now() - start;
        await lose();
        await pause(8000);
        await mend();
        await serves(host);
      };
      const answers = await loadDuring(loss, { timeoutMs: 2000 });
      const failed = failures(answers);
      const seconds = Math.max(0, ...failed.map(({ sentMs }) => sentMs - lostMs)) / 1000;
      const name = expect.getState().currentTestName ?? '';
      console.log(
        `${name}: ${failed.length} of ${answers.length} requests failed, the last after ${seconds.toFixed(1)} s`,
      );
      return seconds;
    }

    const on = (host: string, command: string) => () => sshOrThrow(host, `sudo systemctl ${command}`);

    // What docs/sites/scaled-up.md states, with the seconds that were measured.
    test('a web server is cut off', async () => {
      expect(
        await secondsLost(
          'web2',
          () => cutOff('web2'),
          () => reconnect('web2'),
        ),
      ).toBeLessThan(8);
    }, 90_000);

    onlyLong(
      'an application server is cut off',
      async () => {
        expect(
          await secondsLost(
            'app2',
            () => cutOff('app2'),
            () => reconnect('app2'),
          ),
        ).toBeLessThan(4);
      },
      90_000,
    );

    onlyLong(
      'nginx is killed, and starts again by itself',
      async () => {
        expect(await secondsLost('web2', on('web2', 'kill -s KILL nginx'), nothing)).toBeLessThan(3);
      },
      90_000,
    );

    onlyLong(
      'the application is killed, and starts again by itself',
      async () => {
        expect(await secondsLost('app2', on('app2', 'kill -s KILL app'), nothing)).toBeLessThan(3);
      },
      90_000,
    );

    onlyLong(
      'the replica is cut off, and the primary is read from',
      async () => {
        expect(
          await secondsLost(
            'db2',
            () => cutOff('db2'),
            () => reconnect('db2'),
          ),
        ).toBeLessThan(3);
      },
      90_000,
    );

    onlyLong(
      'nginx is stopped, and started',
      async () => {
        expect(await secondsLost('web2', on('web2', 'stop nginx'), on('web2', 'start nginx'))).toBeLessThan(3);
      },
      90_000,
    );

    onlyLong(
      'the application is stopped with its socket, and started',
      async () => {
        const units = 'app.socket app.service';
        expect(await secondsLost('app2', on('app2', `stop ${units}`), on('app2', `start ${units}`))).toBeLessThan(3);
      },
      90_000,
    );
  });

  describe('the site grows and shrinks', () => {
    /** One run that brings the site to its inventory, as its dry run predicted, on these hosts, with nothing restarted on those that were there and stay. */
    async function expectChange(hosts: readonly string[], fresh: readonly string[] = []): Promise<void> {
      const check = await run({}, '--check');
      expect(changedHosts(check, 'would-change')).toEqual([...hosts].sort());
      const stay = site.hosts().filter((host) => !fresh.includes(host));
      const before = await runningUnits(stay);
      const answers = await loadDuring(async () => {
        const apply = await run();
        assertLaw(check, apply);
        expect(changedHosts(apply, 'changed')).toEqual([...hosts].sort());
      });
      expect(failures(answers)).toEqual([]);
      expect(await runningUnits(stay)).toEqual(before);
      expect(countOf(await run(), 'changed')).toBe(0);
    }

    const changedHosts = (events: Awaited<ReturnType<typeof run>>, status: string): string[] =>
      [
        ...new Set(
          events.flatMap((event) =>
            'status' in event && 'task' in event && event.status === status ? [event.host] : [],
          ),
        ),
      ].sort();

    test('a web server is added by a line of the inventory', async () => {
      await writeInventory(['web1', 'web2', spare()], ['app1', 'app2']);
      await expectChange([spare(), 'lb1', 'lb2', 'app1', 'app2', 'mon1'], [spare()]);
      await loadDuring(() => serves(spare()));
      await run({}, 'verify', '--roles', 'haproxy-cluster,monitoring-server');
    }, 400_000);

    onlyLong(
      'an application server is taken away by a line of the inventory',
      async () => {
        await writeInventory(['web1', 'web2', spare()], ['app2']);
        await expectChange(['web1', 'web2', spare(), 'db1', 'db2', 'mon1']);
        const accounts = await sshOrThrow('db1', `sudo mariadb -N -e "SELECT Host FROM mysql.user WHERE User = 'app'"`);
        expect(accounts.trim()).toBe('10.77.0.16');
      },
      400_000,
    );

    onlyLong(
      'a web server is drained, and taken away',
      async () => {
        const drain = () => run({}, '--playbook', 'drain-web', '-e', `server=${spare()}`);
        expect(failures(await loadDuring(drain))).toEqual([]);
        await writeInventory(['web1', 'web2'], ['app2']);
        await expectChange(['lb1', 'lb2', 'app2', 'mon1']);
      },
      400_000,
    );

    onlyLong(
      'an application server comes back the same way, its application stopped',
      async () => {
        await sshOrThrow('app1', 'sudo systemctl stop app.socket app.service');
        await writeInventory(['web1', 'web2'], ['app1', 'app2']);
        await expectChange(['web1', 'web2', 'app1', 'db1', 'db2', 'mon1'], ['app1']);
        await loadDuring(() => serves('app1'));
      },
      400_000,
    );
  });

  describe('certificates change', () => {
    /** Runs provision for each of these changes of variables, one after the other, with no request failed and nothing restarted. */
    async function expectUnnoticed(ca: string, ...changes: Record<string, unknown>[]): Promise<void> {
      const before = await runningUnits(site.hosts());
      for (const variables of changes) {
        const answers = await loadDuring(() => run(variables), { ca });
        expect(failures(answers)).toEqual([]);
      }
      expect(await runningUnits(site.hosts())).toEqual(before);
      const services = [
        ['web1', 'app2', '10.77.0.16:8443'],
        ['app2', 'db1', '10.77.0.17:3306', '-starttls', 'mysql'],
        ['db1', 'db2', '10.77.0.18:3306', '-starttls', 'mysql'],
        ['mon1', 'lb1', '10.77.0.11:8405'],
        ['mon1', 'db1', '10.77.0.17:9104'],
        ['mon1', 'web1', '10.77.0.13:9113'],
        ['mon1', 'web1', '10.77.0.13:9100'],
      ] as const;
      const shown = await Promise.all(
        services.map(async ([from, , to, ...options]) => [to, await presentedSerial(from, to, ...options)]),
      );
      expect(shown).toEqual(await Promise.all(services.map(async ([, host, to]) => [to, await ownSerial(host)])));
    }

    test('they are renewed before they end', async () => {
      expect(await daysLeft('web1')).toBe(0);
      await expectUnnoticed(site.authority().certificate, { tls_days: 90, tls_renew_days: 30 });
      expect(await Promise.all(site.hosts().map((host) => daysLeft(host)))).toEqual(site.hosts().map(() => 89));
    }, 400_000);

    onlyLong(
      'a name is added',
      async () => {
        const names = `<%= group_names.includes('web') ? ['www.vagrant.test', 'shop.vagrant.test'] : group_names.includes('app') ? ['app.vagrant.test'] : [] %>`;
        await expectUnnoticed(site.authority().certificate, { tls_extra_names: names });
        expect(failures(await loadDuring(nothing, { name: 'shop.vagrant.test' }))).toEqual([]);
      },
      400_000,
    );

    onlyLong(
      'the authority is replaced by another',
      async () => {
        const former = site.authority().certificate;
        // of the same name, too
        const next = makeAuthority('site', 'vagrant.test');
        await expectUnnoticed(
          former + next.certificate,
          { tls_trusted: { next: next.certificate } },
          { tls_ca_certificate: next.certificate, tls_ca_key: next.key, tls_trusted: { former } },
          { tls_trusted: {} },
        );
        expect(failures(await loadDuring(nothing, { ca: next.certificate }))).toEqual([]);
        expect(await sshOrThrow('web1', 'cat /etc/ssl/certs/ca-certificates.crt')).not.toContain(former.trim());
        await sshOrThrow('db2', 'sudo mariadb -e "STOP SLAVE; START SLAVE"');
        await run({}, 'verify', '--roles', 'tls,mysql-replica,monitoring-server');
      },
      400_000,
    );
  });

  /** Resolves when a server gets requests of clients: when there are more of them in its log. */
  async function serves(host: string): Promise<void> {
    const count =
      {
        app: 'journalctl -u app.service -o cat | grep -c " /notes"',
        db: `mariadb -N -e "SHOW GLOBAL STATUS LIKE 'Com_select'" | cut -f 2`,
      }[host.replace(/\d+$/, '')] ?? 'grep -vc \'"haproxy"\' /var/log/nginx/site.access.log';
    const requests = async (): Promise<number> => Number(await sshOrThrow(host, `sudo ${count} || true`));
    const before = await requests();
    await until(`${host} serves`, async () => (await requests()) > before + 1, { timeoutMs: 40_000 });
  }
});

const nothing = (): Promise<void> => Promise.resolve();
