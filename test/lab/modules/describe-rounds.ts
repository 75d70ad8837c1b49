import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import type { Suite } from '../support/use-host.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { loadRounds } from './lab-case.ts';
import { runRound } from './run-round.ts';

/** Files of cases that share a host, in their order, and what they need to be installed there. */
export interface CaseHost {
  readonly names: readonly string[];
  readonly packages: readonly string[];
}

export const isLong = process.env['PROVISION_LONG'] !== undefined;

/** Runs the rounds of all files on hosts of a release, side by side. */
export function describeRounds(title: string, release: Suite, caseHosts: readonly CaseHost[]): void {
  describeLab(title, () => {
    const project = useProject();
    const hosts = caseHosts.map(({ names, packages }) => ({
      made: useHost(release),
      packages,
      files: names.map((name) => ({
        name,
        rounds: loadRounds(`${import.meta.dirname}/${name}.yml`, name, { release, isLong }),
      })),
    }));

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
