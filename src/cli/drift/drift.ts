import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addRunOptions } from '../run/run-options.ts';
import type { RunFlags } from '../run/run-options.ts';
import type { InstallFlags } from './install-drift.ts';

/** Adds `provision drift` to a program: a timer that runs the dry run, and tells somebody when something has drifted. */
export function registerDriftCommand(program: Command, io: CommandIo): void {
  const drift = program
    .command('drift')
    .description('check for drift with a systemd timer on this machine, and send a notification');
  drift
    .command('install [flags...]')
    .description('write and start the timer; what stands behind -- is given to each dry run: -- -i prod --limit web')
    .option('--at <time>', 'when, as systemd.time(7) has it: daily, Mon..Fri 06:00', 'daily')
    .option('--webhook <url>', 'where to send a JSON document with the text')
    .option('--mail <address>', 'whom to write to, by the sendmail of this machine')
    .option('--print', 'print the units, and write nothing')
    .action(async (words: string[], flags: InstallFlags) =>
      (await import('./install-drift.ts')).installDrift(words, flags, io),
    );
  drift
    .command('remove')
    .description('stop the timer and remove its files')
    .action(async () => (await import('./install-drift.ts')).removeDrift(io));
  addRunOptions(
    drift.command('run').description('what the timer calls: the dry run, and a message where something has drifted'),
  ).action(async (flags: RunFlags) => (await import('./run-drift.ts')).runDrift(flags, io));
}
