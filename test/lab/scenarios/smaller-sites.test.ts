import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { assertLaw, readEvents } from '../support/law.ts';
import { MAY_CHANGES, prepareSmallerSite, SITE_NAME } from '../support/prepare-smaller-site.ts';
import { countOf, expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { scan } from '../support/scan.ts';
import { type LabHost, useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { until } from '../../support/until.ts';

interface Site {
  /** Hosts by group. */
  readonly groups: Readonly<Record<string, readonly (() => LabHost)[]>>;
  /** Who answers for the site. */
  readonly front: () => LabHost;
  readonly mayChanges: number;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The site's roles and variables, on fewer servers. */
function describeSite(name: string, makeSite: () => Site): void {
  describeLab(name, () => {
    const site = makeSite();
    const client = useHost();
    const project = useProject('roles', 'playbooks');
    const hosts = [...new Set(Object.values(site.groups).flat())];

    beforeAll(async () => {
      const groups = Object.fromEntries(
        Object.entries(site.groups).map(([group, members]) => [group, members.map((host) => host().name)]),
      );
      const { variables } = site;
      const authority = await prepareSmallerSite(project(), { groups, ...(variables && { variables }) });
      await sshOrThrow(client().name, 'sudo apt-get update -qq && sudo apt-get install -qq -y curl >/dev/null');
      await sshOrThrow(client().name, `cat >/tmp/ca.pem <<'E'\n${authority}\nE`);
    }, 180_000);

    const curl = (path: string, ...options: string[]): Promise<string> =>
      sshOrThrow(
        client().name,
        `curl -sS --cacert /tmp/ca.pem --resolve ${SITE_NAME}:443:${site.front().address} ${options.join(' ')} https://${SITE_NAME}${path}`,
      );

    test('one command sets it up from nothing, as its dry run predicted', async () => {
      await expectLawfulConvergence(project(), site.mayChanges);
      await runSite(project(), 'verify');
    }, 900_000);

    test('serves static and dynamic pages, and returns stored data', async () => {
      expect(await curl('/')).toContain('nginx serves this page from a file');
      expect(await curl('/hello')).toContain(`<b id=client>${client().address}</b>`);
      await curl('/notes', '--data text=remember-me');
      await until('the note on the page', async () => (await curl('/notes')).includes('remember-me'));
    }, 60_000);

    test('allows only the connections that the site needs', async () => {
      for (const host of hosts) {
        const states = await scan(
          client().name,
          host().address,
          '1-1024,3306,8081,8404,8443,9090,9100,9104,9113',
          1500,
        );
        const open = [...states].filter(([, state]) => state !== 'filtered').map(([port]) => port);
        expect([host().name, open]).toEqual([host().name, host === site.front ? [22, 80, 443] : [22]]);
      }
    }, 120_000);

    test('reports and repairs manual changes, and nothing else', async () => {
      const [app] = site.groups['app'] ?? [];
      if (!app) throw new Error('a site has application servers');
      await sshOrThrow(
        app().name,
        'sudo systemctl stop nginx && sudo ufw allow 7777/tcp && echo "# by hand" | sudo tee -a /etc/nginx/nginx.conf',
      );
      const file = join(project().directory, 'drift.ndjson');
      expect(
        await project().provision(['--check', '--detailed-exitcode', '-i', 'test', '--events', file]),
      ).toMatchObject({ exitCode: 2 });
      const check = readEvents(file);
      const named = JSON.stringify(check.filter((event) => 'status' in event && event.status === 'would-change'));
      for (const text of ['nginx.conf', '7777', '"before":"inactive"']) expect(named).toContain(text);
      assertLaw(check, await runSite(project()));
      expect(countOf(await runSite(project()), 'changed')).toBe(0);
    }, 180_000);
  });
}

describe('smaller sites', () => {
  describeSite('distributed: a balancer, and two servers that each carry web server, application and database', () => {
    const [balancer, one, two] = [useHost(), useHost(), useHost()];
    return {
      groups: {
        lb: [balancer],
        mon: [balancer],
        web: [one, two],
        app: [one, two],
        db_primary: [one],
        db_replica: [two],
      },
      front: balancer,
      mayChanges: MAY_CHANGES.distributed,
    };
  });

  // all roles but those of a second server, whose releases have suites of their own
  for (const suite of ['bookworm', 'bullseye', 'trixie'] as const) {
    describeSite(`single: everything on one server, with ${suite}`, () => {
      const only = useHost(suite);
      const groups = { web: [only], app: [only], db_primary: [only], mon: [only] };
      // its exporter can't be told to use TLS
      const variables = suite === 'bullseye' ? { monitoring_agent_mysqld: false } : undefined;
      return { groups, front: only, mayChanges: MAY_CHANGES.single, ...(variables && { variables }) };
    });
  }
});
