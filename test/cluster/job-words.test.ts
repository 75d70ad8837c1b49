import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { checkFlags, jobWords } from '../../src/cli/cluster/job-words.ts';
import { registerRunCommands } from '../../src/cli/run/run-commands.ts';
import type { RunFlags } from '../../src/cli/run/run-options.ts';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';

/** What `provision apply` does itself, or whoever shows the run; a job's nodes are chosen, and workers have their own passwords. */
const NOT_SENT = [
  ...['cluster', 'detach', 'shardSize', 'workerTimeout', 'part'],
  ...['limit', 'roles', 'check', 'yes'],
  ...['output', 'events', 'junit', 'notify', 'notifyOn', 'metrics', 'traces', 'detailedExitcode', 'leaseFd'],
  ...['listTasks', 'listTags', 'listHosts', 'syntaxCheck'],
  ...['vaultId', 'vaultPasswordFile', 'valuesFrom', 'valuesTo'],
  // no effect
  ...['flushCache', 'forceHandlers', 'sftpExtraArgs', 'scpExtraArgs'],
];

/** The options of `provision apply`, each with a value that it takes. */
function optionsOfApply(): { readonly name: string; readonly value: unknown }[] {
  const program = new Command();
  registerRunCommands(program, {} as CommandIo);
  const apply = program.commands.find((command) => command.name() === 'apply');
  return (apply?.options ?? []).map((option) => {
    const name = option.attributeName();
    if (option.isBoolean()) return { name, value: true };
    if (name === 'verbose') return { name, value: 1 };
    return { name, value: ['inventory', 'extraVars', 'tags', 'skipTags'].includes(name) ? ['given'] : 'given' };
  });
}

test.each(optionsOfApply().filter(({ name }) => !NOT_SENT.includes(name)))(
  'a worker is told of $name, or it is refused',
  ({ name, value }) => {
    const diagnostics = new DiagnosticList();
    const flags = { [name]: value } as unknown as RunFlags;
    checkFlags(flags, diagnostics);
    const isSent = jobWords(flags, 'apply').length > jobWords({} as RunFlags, 'apply').length;
    expect([isSent, diagnostics.hasErrors]).toEqual(diagnostics.hasErrors ? [false, true] : [true, false]);
  },
);

test('every listed option exists', () => {
  const names = optionsOfApply().map(({ name }) => name);
  expect(NOT_SENT.filter((name) => !names.includes(name))).toEqual([]);
});
