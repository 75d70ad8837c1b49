import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { loadRounds } from './lab-case.ts';
import { runRound } from './run-round.ts';

const isLong = process.env['PROVISION_LONG'] !== undefined;
const releases = isLong ? (['bookworm', 'bullseye', 'trixie'] as const) : (['bookworm'] as const);

/** The files of cases that share a host, in their order, and what they need to be installed there. */
const HOSTS = [
  { names: ['accounts', 'ssh-keys', 'files', 'archives'], packages: ['zip', 'unzip'] },
  { names: ['firewall', 'certificates', 'downloads'], packages: ['ufw', 'openssl', 'git', 'busybox'] },
  { names: ['services', 'system'], packages: ['cron', 'tzdata', 'debconf-utils'] },
  { names: ['packages'], packages: [] },
];

for (const release of releases) {
  describeLab(`modules on ${release}`, () => {
    const project = useProject();
    const hosts = HOSTS.map(({ names, packages }) => ({
      made: useHost(release),
      packages,
      files: names.map((name) => ({
        name,
        rounds: loadRounds(`${import.meta.dirname}/${name}.yml`, name, { release, isLong }),
      })),
    }));

    test('every file of cases is run', () => {
      const files = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
      expect(HOSTS.flatMap(({ names }) => names).sort()).toEqual(files.sort());
    });

    beforeAll(async () => {
      await project().writeInventory(...hosts.map(({ made }) => made().name));
      await Promise.all(hosts.map(({ made, packages }) => install(made().name, packages)));
    }, 120_000);

    // a round stands on those before it
    let isBroken = false;
    const count = Math.max(...hosts.flatMap(({ files }) => files.map(({ rounds }) => rounds.length)));
    test.each(Array.from({ length: count }, (_, k) => ({ k, round: k + 1 })))(
      'round $round: check, apply, apply again, check again',
      async ({ k, round }) => {
        const running = hosts
          .map(({ made, files }) => ({
            host: made().name,
            parts: files
              .map(({ name, rounds }) => ({ name: `${name}_${round}`, cases: rounds[k] ?? [] }))
              .filter(({ cases }) => cases.length > 0),
          }))
          .filter(({ parts }) => parts.length > 0);
        expect({ isBroken }).toEqual({ isBroken: false });
        isBroken = true;
        const problems = await runRound(project(), running, release);
        isBroken = false;
        expect(problems).toEqual([]);
      },
      300_000,
    );
  });
}

const install = (host: string, packages: readonly string[]): Promise<string> =>
  sshOrThrow(
    host,
    `sudo sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends ${packages.join(' ')}'`,
  );
