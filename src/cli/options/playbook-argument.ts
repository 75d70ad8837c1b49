import type { Command } from 'commander';

/** Adds the playbook as a positional argument, as in Ansible. */
export const addPlaybookArgument = (command: Command): Command =>
  command
    .argument('[playbook]', 'a name under playbooks/, or a path; the same as --playbook')
    .allowExcessArguments()
    .hook('preAction', (_, { args }) => {
      if (args.length > 1)
        command.error(
          `error: ${command.name()} takes one playbook, not ${args.length}\n(Write one that imports them: \`- import_playbook: ${args[0] ?? ''}\`.)`,
        );
    });

/** The flags, with the playbook of the positional argument if there is one. */
export const withPlaybook = <Flags extends object>(flags: Flags, word: string | undefined): Flags =>
  word === undefined ? flags : { ...flags, playbook: word };
