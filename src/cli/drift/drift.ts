import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addRunOptions } from '../run/run-options.ts';
import type { RunFlags } from '../run/run-options.ts';
import type { InstallFlags } from './install-drift.ts';

/** Adds `provision drift` to a program: a timer that runs the dry run and sends a notification when a host has drifted. */
export function registerDriftCommand(program: Command, io: CommandIo): void {
  const drift = program
    .command('drift')
    .description('check for drift with a systemd timer on this machine, and send a notification');
  drift
    .command('install [flags...]')
    .description('write and start the timer; arguments after -- are passed to each dry run: -- -i prod --limit web')
    .option('--at <time>', 'when to run, in the format of systemd.time(7): daily, Mon..Fri 06:00', 'daily')
    .option('--webhook <url>', 'send a JSON document to this URL')
    .option('--mail <address>', 'send a mail to this address with the sendmail of this machine')
    .option('--name <name>', 'the name of this timer, where the project has several')
    .option('--print', 'print the units without writing them')
    .action(async (words: string[], flags: InstallFlags) =>
      (await import('./install-drift.ts')).installDrift(words, flags, io),
    );
  drift
    .command('remove')
    .description('stop the timer and remove its files')
    .option('--name <name>', 'the name of the timer, where the project has several')
    .action(async (flags: Pick<InstallFlags, 'name'>) => (await import('./install-drift.ts')).removeDrift(flags, io));
  addRunOptions(
    drift.command('run').description('run the dry run and send the notification, as the timer does'),
  ).action(async (flags: RunFlags) => (await import('./run-drift.ts')).runDrift(flags, io));
}
