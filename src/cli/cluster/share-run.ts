import { resolve } from 'node:path';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { RunMode } from '../../engine/events.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import { countOf } from '../../values/count-of.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_PENDING, exitCodeWith } from '../exit-codes.ts';
import { thisRunner } from '../options/connect-options.ts';
import { loadProject } from '../project/load-project.ts';
import type { Project } from '../project/load-project.ts';
import { confirmRun } from '../run/confirm-run.ts';
import { holdLease } from '../run/hold-lease.ts';
import { noteFailed } from '../run/note-failed.ts';
import { openReporter } from '../run/open-reporter.ts';
import { planSelected } from '../run/plan-selected.ts';
import type { RunFlags } from '../run/run-options.ts';
import { listen } from '../start/listen.ts';
import type { ShownEnd, Showing } from './show-run.ts';
import { showRun } from './show-run.ts';
import type { SharedRun } from './stop-by-signal.ts';
import { stopBySignal } from './stop-by-signal.ts';
import { tellLost } from './tell-lost.ts';

/** A run that others perform, by what was asked of this process. */
export interface Asked {
  readonly flags: RunFlags;
  readonly mode: RunMode;
  readonly io: CommandIo;
  readonly mask: SecretMask;
  readonly diagnostics: DiagnosticList;
}

export interface Planned {
  readonly project: Project;
  readonly plays: readonly PlannedPlay[];
  /** Answers of inventory scripts, by their paths. */
  readonly listed: ReadonlyMap<string, object>;
}

/** Checks and plans a run here. Undefined: there are mistakes, which are in the diagnostics; throws `InvalidInput`. */
export async function planShared({ flags, mode, io, mask, diagnostics }: Asked): Promise<Planned | undefined> {
  const listed = new Map<string, object>();
  const onListed = (path: string, answer: object): void => void listed.set(path, answer);
  const project = await loadProject(flags, io, { diagnostics, mask, onListed });
  diagnostics.throwIfErrors();
  if (!project) return undefined;
  const plays = planSelected(project, flags, { mode, diagnostics });
  refusePrompts(project, diagnostics);
  diagnostics.throwIfErrors();
  if (mode === 'apply')
    await confirmRun({ project, inventory: flags.inventory?.join(', ') ?? '', isGiven: flags.yes ?? false }, io);
  return { project, plays, listed };
}

/** Nobody could answer where the tasks run. */
function refusePrompts({ playbook, extraVars }: Project, diagnostics: DiagnosticList): void {
  for (const { name, range } of playbook.plays.flatMap(({ prompts }) => prompts))
    if (!extraVars.has(name))
      diagnostics.error({
        code: 'no-terminal',
        summary: `${name} is asked for, and whoever runs the tasks has no terminal`,
        suggestion: `Give it with -e ${name}=...`,
        range,
      });
}

export type SharedRequest = Showing['run']['request'];

/** What whoever shows the run tells of it. */
export function requestOf(
  { flags, mode }: Asked,
  { project, plays }: Planned,
): Omit<SharedRequest, 'words' | 'workerTimeoutS'> {
  return {
    mode,
    playbook: project.playbook.path,
    inventory: flags.inventory ?? [],
    by: thisRunner().who,
    hosts: [...new Set(plays.flatMap(({ batches }) => batches.flat()))],
    nodes: plays.reduce((sum, { parts }) => sum + parts.reduce((count, part) => count + part.hosts.length, 0), 0),
  };
}

export interface Sharing extends Pick<Showing, 'canResume'> {
  readonly id: string;
  readonly request: SharedRequest;
  readonly cluster: SharedRun & Showing['cluster'];
  /** Starts it; gives how many jobs it is. */
  readonly begin: () => Promise<number>;
}

/** Shows a run from its beginning to its end, and sets the exit code. */
export async function tellShared(asked: Asked, { id, request, cluster, begin, canResume }: Sharing): Promise<void> {
  const { flags, mode, io, mask } = asked;
  const playbook = resolve(request.playbook);
  // nothing may go wrong between the run's beginning and its being watched
  const reporter = await openReporter({ flags, mode, io, mask, playbook });
  const signals = listen(io);
  signals.begin();
  const letGo = flags.leaseFd === undefined ? undefined : holdLease(flags.leaseFd, signals);
  const warn = (message: string): void => void io.stderr.write(`warning: ${message}\n`);
  let exitCode = 0;
  try {
    const jobs = await begin();
    io.stderr.write(`run ${id}: ${countOf(jobs, 'job')} for ${countOf(request.hosts.length, 'host')}\n`);
    stopBySignal(cluster, { run: id, signals, warn });
    const run = { id, request, startedMs: Date.now() };
    const end = await showRun({ cluster, run, sink: reporter.sink, warn, onLost: tellLost(io), canResume });
    if (end) noteFailed({ playbook, run: id, hosts: end.hosts, warn });
    exitCode = exitCodeOf(end, flags);
  } finally {
    letGo?.();
    signals.close();
    const broken = await reporter.close();
    io.setExitCode(exitCodeWith(exitCode, broken));
  }
}

function exitCodeOf(end: ShownEnd | undefined, { detailedExitcode }: RunFlags): number {
  const isPending =
    detailedExitcode &&
    Object.values(end?.hosts ?? {}).some(({ wouldChange, mayChange }) => wouldChange + mayChange > 0);
  return end?.exitCode === 0 && isPending ? EXIT_PENDING : (end?.exitCode ?? 0);
}
