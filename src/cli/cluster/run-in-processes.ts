import { join } from 'node:path';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { RunMode } from '../../engine/events.ts';
import type { CommandIo } from '../command-io.ts';
import { newRunId } from '../options/connect-options.ts';
import { packageRoot } from '../package-root.ts';
import type { RunFlags } from '../run/run-options.ts';
import { guard } from '../start/guard.ts';
import { isWhole } from './is-whole.ts';
import { checkProcessFlags, jobWords } from './job-words.ts';
import { DEFAULT_LABEL } from './label-of.ts';
import { openLocal } from './open-cluster.ts';
import { secretWords } from './secret-words.ts';
import { planShared, requestOf, tellShared } from './share-run.ts';

/** Checks and plans a run here, shares its hosts out to processes of this machine, and shows it as one. */
export async function runInProcesses(
  flags: RunFlags & { readonly processes: number },
  mode: RunMode,
  io: CommandIo,
): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const asked = { flags, mode, io, mask, diagnostics };
      checkProcessFlags(flags, diagnostics);
      diagnostics.throwIfErrors();
      const planned = await planShared(asked);
      if (!planned) return;
      const { plays } = planned;
      const { processes, forks } = flags;
      const request = requestOf(asked, planned);
      const isJoinable = plays.some(({ play }) => play.joinable !== undefined);
      const cluster = await openLocal({
        plays,
        cut: {
          labelOf: () => DEFAULT_LABEL,
          // hosts that tasks add are known to the process that adds them
          mostHosts: isJoinable ? Infinity : Math.max(1, Math.ceil(request.hosts.length / processes)),
          isOrdered: mode === 'apply',
          isWhole,
        },
        mode,
        main: join(packageRoot(), 'dist/cli/main.js'),
        words: [...jobWords({ ...flags, forks: Math.ceil(forks / processes) }, mode), ...secretWords(flags)],
        processes,
      });
      const begin = () => Promise.resolve(cluster.jobs);
      await tellShared(asked, { id: newRunId(), request, cluster, begin, canResume: false });
    },
    (text) => mask.mask(text),
  );
}
