import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { RunMode } from '../../engine/events.ts';
import { keepReadLog } from '../../controller/read-log.ts';
import type { CommandIo } from '../command-io.ts';
import { confirmRun } from './confirm-run.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import type { PreparedRun } from './prepare-run.ts';
import { prepareRun } from './prepare-run.ts';
import type { RunReview } from './report-run.ts';
import { reportRun } from './report-run.ts';
import type { RunFlags } from './run-options.ts';

/** Runs the playbook of the flags in a mode, reports it, and with `--out` saves the plan. */
export async function runProject(flags: RunFlags, mode: RunMode, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const { out } = flags;
      const saving = out === undefined ? undefined : await beginPlan(out);
      const prepared = await prepareRun({ flags, mode, io, mask, diagnostics });
      if (!prepared) return;
      if (mode === 'apply') await confirm(prepared);
      const signals = listen(io);
      await reportRun(prepared, { signals, ...saving?.listen(prepared) });
    },
    (text) => mask.mask(text),
  );
}

const confirm = ({ project, flags, io }: PreparedRun): Promise<void> =>
  confirmRun({ project, inventory: flags.inventory?.join(', ') ?? '', isGiven: flags.yes ?? false }, io);

/** Called before the project is read, so that all files that are read from here on belong to the plan. */
async function beginPlan(
  path: string,
): Promise<{ readonly listen: (prepared: PreparedRun) => Omit<RunReview, 'signals'> }> {
  const [{ savePlan }, { checkPlanPath }] = await Promise.all([
    import('../plan/save-plan.ts'),
    import('../../plan-file/write-plan.ts'),
  ]);
  checkPlanPath(path);
  const filesRead = keepReadLog();
  return { listen: (prepared) => savePlan(path, prepared, filesRead) };
}
