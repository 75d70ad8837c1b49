import { releaseLock } from '../engine/lock/release-lock.ts';
import type { CommandIo } from './command-io.ts';
import { isStillLocked, renderRelease } from './render-release.ts';
import type { UnlockFlags } from './unlock.ts';
import { visitPattern } from './visit-pattern.ts';

/** Shows who has locked the hosts of a pattern, and what runs there; with `--end`, ends it. Takes no lock itself. */
export async function unlockHosts(pattern: string, flags: UnlockFlags, io: CommandIo): Promise<void> {
  const { end = false } = flags;
  await visitPattern(
    pattern,
    { flags, io },
    {
      isChange: false,
      visit: (host) => releaseLock(host, { end }),
      render: (releases, mask) => [...releases].map(([host, release]) => mask(renderRelease(host, release))).join('\n'),
      isFailure: (release) => end && isStillLocked(release),
    },
  );
}
