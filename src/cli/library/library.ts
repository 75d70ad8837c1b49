import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { escapeControls } from '../../diagnostic/visible-text.ts';
import type { RunMode } from '../../engine/events.ts';
import { maskEvent } from '../../report/events/mask-event.ts';
import { newRunId } from '../options/connect-options.ts';
import { performRun } from '../run/perform-run.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { toDiagnostics } from '../start/to-diagnostics.ts';
import type { LoadedProject, ProjectOptions, RunResult, RunSettings } from './contract.ts';
import { ProjectError, toFinding } from './project-error.ts';
import { QUIET } from './quiet-io.ts';
import { toFlags } from './to-flags.ts';
import { watchAbort } from './watch-abort.ts';

const optionsOf = new WeakMap<LoadedProject, ProjectOptions>();

export async function loadProject(options: ProjectOptions = {}): Promise<LoadedProject> {
  const { project, diagnostics, flags, mask } = await prepare(options, 'check');
  const loaded = {
    playbook: flags.playbook,
    hosts: project.limit ? [...project.limit].map(({ name }) => name) : [...project.inventory.hosts.keys()],
    warnings: diagnostics.items.map((item) => toFinding(item, (text) => mask.mask(text))),
  };
  optionsOf.set(loaded, options);
  return loaded;
}

export const plan = (project: LoadedProject, settings?: RunSettings): Promise<RunResult> =>
  run(project, 'check', settings);

export const apply = (project: LoadedProject, settings?: RunSettings): Promise<RunResult> =>
  run(project, 'apply', settings);

export const verify = (project: LoadedProject, settings?: RunSettings): Promise<RunResult> =>
  run(project, 'verify', settings);

export { ProjectError };

async function run(
  project: LoadedProject,
  mode: RunMode,
  { onEvent, signal, withDiff = false }: RunSettings = {},
): Promise<RunResult> {
  const options = optionsOf.get(project);
  if (!options) throw new TypeError('the project was not returned by loadProject');
  const prepared = await prepare(options, mode);
  const text = (given: string): string => prepared.mask.mask(given);
  const { hosts, exitCode } = await performRun(prepared, {
    mode,
    runId: newRunId(),
    sink: (event) => onEvent?.(maskEvent(event, { text, name: escapeControls })),
    signals: watchAbort(signal),
    ask: () => Promise.resolve(undefined),
    withDiff,
  });
  return { hosts, exitCode };
}

async function prepare(options: ProjectOptions, mode: RunMode): Promise<PreparedRun> {
  const mask = new SecretMask();
  const diagnostics = new DiagnosticList();
  const failed = (): ProjectError =>
    new ProjectError(diagnostics.items.map((item) => toFinding(item, (text) => mask.mask(text))));
  try {
    const flags = toFlags(options, diagnostics);
    diagnostics.throwIfErrors();
    const prepared = await prepareRun({ flags, mode, io: QUIET, mask, diagnostics });
    if (prepared) return prepared;
  } catch (error) {
    for (const each of toDiagnostics(error)) diagnostics.add(each);
  }
  throw failed();
}
