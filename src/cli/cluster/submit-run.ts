import type { Submission } from '../../cluster/cluster.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { RunMode } from '../../engine/events.ts';
import type { CommandIo } from '../command-io.ts';
import { newRunId } from '../options/connect-options.ts';
import type { RunFlags } from '../run/run-options.ts';
import { guard } from '../start/guard.ts';
import { filesToSend } from './files-to-send.ts';
import { isWhole } from './is-whole.ts';
import { checkFlags, jobWords } from './job-words.ts';
import { DEFAULT_LABEL, labelOf } from './label-of.ts';
import { withCluster } from './open-cluster.ts';
import { programId } from './program-id.ts';
import type { Asked, Planned } from './share-run.ts';
import { planShared, requestOf, tellShared } from './share-run.ts';

/**
 * Each job loads the inventory of all hosts, which for 10,000 hosts takes more time than the work on 100 of them; more jobs than this share
 * the work more evenly, and lose less with a worker.
 */
const JOBS = 20;
const LEAST = 100;
const MOST = 1000;

/** How many hosts a worker takes at once, by default. */
export const shardSizeFor = (hosts: number): number => Math.min(MOST, Math.max(LEAST, Math.ceil(hosts / JOBS)));

const WORKER_TIMEOUT_S = 300;

/** Checks and plans a run here, has workers run it, and shows it. */
export async function submitRun(
  flags: RunFlags & { readonly cluster: string },
  mode: RunMode,
  io: CommandIo,
): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const asked = { flags, mode, io, mask, diagnostics };
      checkFlags(flags, diagnostics);
      diagnostics.throwIfErrors();
      const planned = await planShared(asked);
      if (!planned) return;
      const submission = prepare(asked, planned);
      await withCluster({ url: flags.cluster, io }, async (cluster) => {
        if (flags.detach) {
          await cluster.submit(submission);
          io.stdout.write(`${submission.id}\n`);
          return;
        }
        const { id, request } = submission;
        await tellShared(asked, { id, request, cluster, begin: () => cluster.submit(submission), canResume: true });
      });
    },
    (text) => mask.mask(text),
  );
}

const countHosts = (plays: Planned['plays']): number => new Set(plays.flatMap(({ batches }) => batches.flat())).size;

/** A script is run once, here: all workers see the same hosts. */
const printing = (listed: object): string => `#!/bin/sh\ncat <<'LISTED'\n${JSON.stringify(listed)}\nLISTED\n`;

function prepare(asked: Asked, planned: Planned): Submission {
  const { flags, mode, io } = asked;
  const { project, plays } = planned;
  const listed = new Map([...planned.listed].map(([path, answer]) => [path, printing(answer)]));
  const { key, files } = filesToSend({ flags, mode, playbook: project.playbook.path, listed });
  return {
    id: newRunId(),
    key,
    program: programId(),
    request: {
      ...requestOf(asked, planned),
      words: jobWords(flags, mode),
      workerTimeoutS: flags.workerTimeout ?? WORKER_TIMEOUT_S,
    },
    plays,
    cut: {
      // only the process that adds hosts knows them
      ...(plays.some(({ play }) => play.joinable !== undefined)
        ? { labelOf: () => DEFAULT_LABEL, mostHosts: Infinity }
        : {
            labelOf: labelOf(project.inventory),
            mostHosts: Math.max(1, flags.shardSize ?? shardSizeFor(countHosts(plays))),
          }),
      isOrdered: mode === 'apply',
      isWhole,
    },
    files: { ...files, warn: (message) => void io.stderr.write(`warning: ${message}\n`) },
  };
}
