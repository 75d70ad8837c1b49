import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { BRIEF_CASES } from './brief.ts';
import type { CaseHost } from './describe-rounds.ts';
import { describeRounds, isLong } from './describe-rounds.ts';

const releases = isLong ? (['bookworm', 'bullseye', 'trixie'] as const) : (['bookworm'] as const);

const HOSTS: readonly CaseHost[] = [
  { names: ['accounts', 'ssh-keys', 'files', 'archives'], packages: ['zip', 'unzip'] },
  { names: ['firewall', 'certificates', 'downloads'], packages: ['ufw', 'openssl', 'git', 'busybox'] },
  { names: ['services', 'system'], packages: ['cron', 'tzdata', 'debconf-utils'] },
  { names: ['packages'], packages: [] },
];

test('every file of cases is run', () => {
  const files = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
  expect([...HOSTS, BRIEF_CASES].flatMap(({ names }) => names).sort()).toEqual(files.sort());
});

for (const release of releases) describeRounds(`modules on ${release}`, release, HOSTS);
