import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';

interface ProjectCommandFlags {
  readonly playbook: string;
  readonly new?: boolean;
}

/** Adds `provision project` to a program: shows the identity that marks this project's files on hosts. */
export function registerProjectCommand(program: Command, io: CommandIo): void {
  program
    .command('project')
    .description("show the project's identity, by which hosts distinguish its files from those of other projects")
    .option('-p, --playbook <name>', 'a name under playbooks/, or a path', 'site')
    .option('--new', 'give the project a new identity, after copying it from another project')
    .action(async (flags: ProjectCommandFlags) => {
      const { findPlaybook } = await import('./find-playbook.ts');
      const { guard } = await import('../start/guard.ts');
      const { readIdentity, renewIdentity } = await import('./project-identity.ts');
      await guard(io, () => {
        const found = readIdentity(findPlaybook(flags.playbook));
        const { id, file, isWritten } = flags.new ? renewIdentity(found) : found;
        const origin = isWritten ? `from ${file}` : `not written down yet: the first apply writes it to ${file}`;
        io.stdout.write(`${id}\n`);
        io.stderr.write(`${origin}\n`);
        return Promise.resolve();
      });
    });
}
