import { compareRuns } from '../../records/compare-runs.ts';
import type { RecordedRun } from '../../records/recorded-run.ts';
import { loadRun, loadRuns } from '../../records/recorded-run.ts';
import { renderRuns } from '../../records/render-runs.ts';
import { createStyle } from '../../report/style/create-style.ts';
import { Narrator } from '../../report/narrator.ts';
import type { Style } from '../../report/style/style.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { recordedProject } from './recorded-project.ts';

export interface RunsFlags {
  readonly project?: string;
  readonly number: number;
  readonly output: 'text' | 'json';
  readonly verbose: number;
}

/** Lists the recorded runs, shows one run, or compares two. */
export async function showRuns(
  [first, second]: readonly (string | undefined)[],
  flags: RunsFlags,
  io: CommandIo,
): Promise<void> {
  await guard(io, () => {
    const root = recordedProject(flags.project);
    const style = createStyle(io.stdout, io.env);
    const print = (lines: readonly string[]): void => void io.stdout.write(`${lines.join('\n')}\n`);
    const json = (value: unknown): void => print([JSON.stringify(value, null, 2)]);
    if (first === undefined) {
      const runs = loadRuns(root).slice(0, flags.number);
      if (flags.output === 'json') json(runs.map(summaryOf));
      else print(renderRuns(runs, style));
    } else if (second === undefined) {
      const run = loadRun(root, first);
      if (flags.output === 'json') json(run.events);
      else print(tellRun(run, style, flags.verbose > 0));
    } else print(compareRuns(loadRun(root, first), loadRun(root, second)));
    return Promise.resolve();
  });
}

const summaryOf = ({ id, started, finished }: RecordedRun) => ({
  run: id,
  at: started.at,
  by: started.by ?? null,
  mode: started.mode,
  playbook: started.playbook,
  inventory: started.inventory,
  ms: finished?.ms ?? null,
  exitCode: finished?.exitCode ?? null,
  hosts: finished?.hosts ?? {},
});

/** Prints a recorded run as it was printed during the run. */
function tellRun({ events, finished }: RecordedRun, style: Style, withRoles: boolean): string[] {
  const narrator = new Narrator({
    style,
    withDiff: true,
    withOk: false,
    withRoles,
    withHosts: false,
    withTimes: false,
  });
  const lines = events.flatMap((event) => narrator.tell(event));
  return finished ? lines : [...lines, '', 'This run has not finished, or was killed.'];
}
