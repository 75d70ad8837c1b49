import { resolve } from 'node:path';
import type { Cluster, Submission } from '../../cluster/cluster.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { RunMode } from '../../engine/events.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_OUTPUT, EXIT_PENDING } from '../exit-codes.ts';
import { newRunId, thisRunner } from '../options/connect-options.ts';
import { loadProject } from '../project/load-project.ts';
import type { Project } from '../project/load-project.ts';
import { confirmRun } from '../run/confirm-run.ts';
import { openReporter } from '../run/open-reporter.ts';
import { planSelected } from '../run/plan-selected.ts';
import type { RunFlags } from '../run/run-options.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import { filesToSend } from './files-to-send.ts';
import { isWhole } from './is-whole.ts';
import { checkFlags, jobWords } from './job-words.ts';
import { DEFAULT_LABEL, labelOf } from './label-of.ts';
import { withCluster } from './open-cluster.ts';
import { programId } from './program-id.ts';
import type { ShownEnd } from './show-run.ts';
import { showRun } from './show-run.ts';
import { stopBySignal } from './stop-by-signal.ts';
import { tellLost } from './tell-lost.ts';

/** Whoever asked for a run: what of it is the same for all of its parts. */
interface Asked {
  readonly flags: RunFlags & { readonly cluster: string };
  readonly mode: RunMode;
  readonly io: CommandIo;
  readonly mask: SecretMask;
}

const SHARD_SIZE = 100;
const WORKER_TIMEOUT_S = 300;

/** Checks and plans a run here, has workers run it, and shows it. */
export async function submitRun(flags: Asked['flags'], mode: RunMode, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  const asked = { flags, mode, io, mask };
  await guard(
    io,
    async (diagnostics) => {
      checkFlags(flags, diagnostics);
      diagnostics.throwIfErrors();
      const listed = new Map<string, string>();
      const project = await loadProject(flags, io, {
        diagnostics,
        mask,
        onListed: (path, answer) => listed.set(path, printing(answer)),
      });
      diagnostics.throwIfErrors();
      if (!project) return;
      const plays = planSelected(project, flags, { mode, diagnostics });
      refusePrompts(project, diagnostics);
      diagnostics.throwIfErrors();
      if (mode === 'apply')
        await confirmRun({ project, inventory: flags.inventory?.join(', ') ?? '', isGiven: flags.yes ?? false }, io);
      const submission = prepare(asked, { project, plays, listed });
      await withCluster({ url: flags.cluster, io }, (cluster) => submit(cluster, asked, { project, submission }));
    },
    (text) => mask.mask(text),
  );
}

/** Nobody could answer on a worker. */
function refusePrompts({ playbook, extraVars }: Project, diagnostics: DiagnosticList): void {
  for (const { name, range } of playbook.plays.flatMap(({ prompts }) => prompts))
    if (!extraVars.has(name))
      diagnostics.error({
        code: 'no-terminal',
        summary: `${name} is asked for, and workers have no terminal`,
        suggestion: `Give it with -e ${name}=...`,
        range,
      });
}

interface Planned {
  readonly project: Project;
  readonly plays: readonly PlannedPlay[];
  /** Scripts that print what an inventory's script has listed, by its path. */
  readonly listed: ReadonlyMap<string, string>;
}

/** A script is run once, here: all workers see the same hosts. */
const printing = (listed: object): string => `#!/bin/sh\ncat <<'LISTED'\n${JSON.stringify(listed)}\nLISTED\n`;

function prepare({ flags, mode, io }: Asked, { project, plays, listed }: Planned): Submission {
  const { key, files } = filesToSend({ flags, mode, playbook: project.playbook.path, listed });
  const hosts = [...new Set(plays.flatMap(({ batches }) => batches.flat()))];
  const nodes = plays.reduce((sum, { parts }) => sum + parts.reduce((count, part) => count + part.hosts.length, 0), 0);
  return {
    id: newRunId(),
    key,
    program: programId(),
    request: {
      mode,
      words: jobWords(flags, mode),
      playbook: project.playbook.path,
      inventory: flags.inventory ?? [],
      by: thisRunner().who,
      hosts,
      nodes,
      workerTimeoutS: flags.workerTimeout ?? WORKER_TIMEOUT_S,
    },
    plays,
    cut: {
      // hosts that tasks add are known to the process that adds them
      ...(plays.some(({ play }) => play.joinable !== undefined)
        ? { labelOf: () => DEFAULT_LABEL, mostHosts: Infinity }
        : { labelOf: labelOf(project.inventory), mostHosts: Math.max(1, flags.shardSize ?? SHARD_SIZE) }),
      isOrdered: mode === 'apply',
      isWhole,
    },
    files: { ...files, warn: (message) => void io.stderr.write(`warning: ${message}\n`) },
  };
}

interface Submitted {
  readonly project: Project;
  readonly submission: Submission;
}

async function submit(cluster: Cluster, asked: Asked, { project, submission }: Submitted): Promise<void> {
  const { flags, mode, io, mask } = asked;
  const { id, request } = submission;
  if (flags.detach) {
    await cluster.submit(submission);
    io.stdout.write(`${id}\n`);
    return;
  }
  // nothing may go wrong between the run's beginning and its being watched
  const reporter = await openReporter({ flags, mode, io, mask, playbook: resolve(project.playbook.path) });
  const signals = listen(io);
  signals.begin();
  const warn = (message: string): void => void io.stderr.write(`warning: ${message}\n`);
  const onLost = tellLost(io);
  let exitCode = 0;
  try {
    const jobs = await cluster.submit(submission);
    io.stderr.write(`run ${id}: ${jobs} ${jobs === 1 ? 'job' : 'jobs'} for ${request.hosts.length} hosts\n`);
    stopBySignal(cluster, { run: id, signals, warn });
    const run = { id, request, startedMs: Date.now() };
    exitCode = exitCodeOf(await showRun({ cluster, run, sink: reporter.sink, warn, onLost }), flags);
  } finally {
    signals.close();
    const broken = await reporter.close();
    io.setExitCode(broken.length > 0 && [0, EXIT_PENDING].includes(exitCode) ? EXIT_OUTPUT : exitCode);
  }
}

function exitCodeOf(end: ShownEnd | undefined, { detailedExitcode }: RunFlags): number {
  const isPending =
    detailedExitcode &&
    Object.values(end?.hosts ?? {}).some(({ wouldChange, mayChange }) => wouldChange + mayChange > 0);
  return end?.exitCode === 0 && isPending ? EXIT_PENDING : (end?.exitCode ?? 0);
}
