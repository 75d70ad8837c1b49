import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { CommandIo } from '../command-io.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { guard } from '../start/guard.ts';
import type { Project } from './load-project.ts';
import { loadProject } from './load-project.ts';

/** Loads the project that the flags select, for a command that needs no host. If the project has mistakes, reports them instead. */
export async function withProject(
  flags: ProjectFlags,
  io: CommandIo,
  work: (project: Project, diagnostics: DiagnosticList, masked: (text: string) => string) => void | Promise<void>,
): Promise<void> {
  const mask = new SecretMask();
  const masked = (text: string): string => mask.mask(text);
  await guard(
    io,
    async (diagnostics) => {
      const project = await loadProject(flags, io, { diagnostics, mask });
      diagnostics.throwIfErrors();
      if (project) await work(project, diagnostics, masked);
    },
    masked,
  );
}
