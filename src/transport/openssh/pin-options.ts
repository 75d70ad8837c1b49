import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionTarget } from '../session.ts';

/** The options of ssh(1) that accept only the pinned keys, which are written to a file in the directory. */
export function pinOptions({ pinnedHostKeys }: ConnectionTarget, directory: string): string[] {
  if (pinnedHostKeys === undefined) return [];
  const file = join(directory, 'pinned_host_keys');
  writeFileSync(file, pinnedHostKeys.map(({ type, key }) => `* ${type} ${key}\n`).join(''), { mode: 0o600 });
  return [
    `UserKnownHostsFile=${file}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'VerifyHostKeyDNS=no',
  ];
}
