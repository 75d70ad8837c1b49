import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandIo } from '../command-io.ts';

/** Adds `provision import-ansible` to a program: reports which tasks of Ansible roles and playbooks run unchanged, and why others don't. */
export function registerImportAnsibleCommand(program: Command, io: CommandIo): void {
  program
    .command('import-ansible')
    .description('report which tasks of an Ansible role, playbook or project run unchanged, and why others do not')
    .argument('<path...>', 'directories of roles or projects, or playbooks')
    .addOption(new Option('--output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async (paths: readonly string[], flags: { readonly output: 'text' | 'json' }) => {
      const { showSurvey } = await import('./show-survey.ts');
      await showSurvey(paths, flags, io);
    });
}
