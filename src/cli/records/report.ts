import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { ReportFlags } from './write-report.ts';

/** Adds `provision report` to a program. */
export function registerReportCommand(program: Command, io: CommandIo): void {
  program
    .command('report')
    .description('write a recorded run as one HTML file')
    .argument('[run]', 'its id, the beginning or the end of it, or last', 'last')
    .option('--project <directory>', "the project's directory (default: the project of the current directory)")
    .option('--out <file>', 'the file to write (default: .provision/report-RUN.html in the project)')
    .action(async (run: string, flags: ReportFlags) => {
      await (await import('./write-report.ts')).writeReport(run, flags, io);
    });
}
