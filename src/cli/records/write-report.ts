import { join, relative } from 'node:path';
import { renderReport } from '../../html-report/render-report.ts';
import { loadRun } from '../../records/recorded-run.ts';
import { keptDirectory } from '../../records/run-directory.ts';
import { replaceFile } from '../../report/replace-file.ts';
import { refuseOtherKind, REPORT } from '../../report/output-kind.ts';
import { checkReplaceable, requireWritable } from '../../report/require-writable.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { recordedProject } from './recorded-project.ts';

export interface ReportFlags {
  readonly project?: string;
  readonly out?: string;
}

/** Writes a recorded run as HTML, readable only by its user, and prints the path. */
export async function writeReport(text: string, { project, out }: ReportFlags, io: CommandIo): Promise<void> {
  await guard(io, () => {
    const root = recordedProject(project);
    const run = loadRun(root, text);
    const path = out ?? join(keptDirectory(relative(process.cwd(), root)), `report-${run.id}.html`);
    const page = renderReport(run);
    refuseOtherKind(REPORT, path);
    requireWritable('--out', path, () => {
      checkReplaceable(path);
      replaceFile(path, page, { mode: 0o600 });
    });
    io.stdout.write(`${path}\n`);
    return Promise.resolve();
  });
}
