import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { wholeNumber } from '../options/connect-flags.ts';
import { collectList } from '../options/project-options.ts';
import { addVaultOptions } from '../options/vault-options.ts';
import type { DatabaseFlags } from './cluster-options.ts';
import type { AttachFlags } from './attach-run.ts';
import type { WorkerFlags } from './start-worker.ts';

/** Adds `provision worker`, `attach` and `cluster` to a program: runs that several controllers share. */
export function registerClusterCommands(program: Command, io: CommandIo): void {
  addWorker(program, io);
  addAttach(program, io);
  const cluster = program.command('cluster').description('runs that are shared by workers: list, stop, resume');
  addDatabase(cluster.command('runs').description('the runs of the last days')).action(async (flags: DatabaseFlags) =>
    (await import('./control-runs.ts')).listRuns(flags, io),
  );
  addDatabase(cluster.command('stop <run>').description('let the running tasks finish, and start no others')).action(
    async (run: string, flags: DatabaseFlags) => (await import('./control-runs.ts')).stopRun(run, flags, io),
  );
  addDatabase(cluster.command('resume <run>').description('go on with a run that was stopped')).action(
    async (run: string, flags: DatabaseFlags) => (await import('./control-runs.ts')).resumeRun(run, flags, io),
  );
}

const addDatabase = (command: Command): Command =>
  command.addOption(
    new Option('--cluster <database>', 'the PostgreSQL database').env('PROVISION_CLUSTER').makeOptionMandatory(),
  );

function addWorker(program: Command, io: CommandIo): void {
  const worker = program.command('worker').description('take jobs of runs, and run them from this machine');
  addVaultOptions(addDatabase(worker))
    .option(
      '--labels <names>',
      'of hosts whose provision_runner says so, commas between (default: default)',
      collectList,
    )
    .option('--jobs <n>', 'how many jobs at once', wholeNumber, 1)
    .option('--cache <directory>', 'where projects are kept (default: ~/.cache/provision)')
    .option('--private-key <file>', 'log in with this key, where the inventory names none')
    .option('--connection-password-file <file>', 'the password to log in with, from a file or a program')
    .option('--become-password-file <file>', 'the sudo password, from a file or a program')
    .action(async (flags: WorkerFlags) => (await import('./start-worker.ts')).startWorker(flags, io));
}

function addAttach(program: Command, io: CommandIo): void {
  const attach = program.command('attach').description('show a run that workers are at, from its beginning');
  addDatabase(attach)
    .argument('[run]', 'its id, or the end of it; last for the newest', 'last')
    .addOption(
      new Option('--output <format>', 'tree, plain or json; by default a tree on a terminal, else plain')
        .choices(['auto', 'tree', 'plain', 'json'])
        .default('auto'),
    )
    .option('--events <file>', 'write each event of the run as a line of JSON; - for stdout, fd:N for a descriptor')
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('-D, --diff', 'show what changes in files')
    .option('-v, --verbose', 'show unchanged tasks too', (_, level: number) => level + 1, 0)
    .action(async (run: string, flags: AttachFlags) => (await import('./attach-run.ts')).attachRun(run, flags, io));
}
