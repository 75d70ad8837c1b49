import { releaseLock } from '../../engine/lock/release-lock.ts';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { isStillLocked, renderRelease } from './render-release.ts';
import { visitPattern } from './visit-pattern.ts';

export interface UnlockFlags extends PatternFlags {
  readonly end?: boolean;
}

/** Shows who has locked the hosts of a pattern and which processes run there; with `--end`, ends them. Takes no lock. */
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
