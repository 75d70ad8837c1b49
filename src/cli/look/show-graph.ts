import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { planPlay } from '../../plan/plan-play.ts';
import { renderGraph } from '../../plan/render-graph.ts';
import { renderMermaid } from '../../plan/render-mermaid.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { loadProject } from '../project/load-project.ts';
import type { ProjectFlags } from '../options/project-options.ts';

export interface GraphFlags extends ProjectFlags {
  readonly format: 'text' | 'mermaid';
}

/** Prints the dependency graph of a playbook on an inventory. */
export async function showGraph(flags: GraphFlags, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const project = await loadProject(flags, io, { diagnostics, mask });
      diagnostics.throwIfErrors();
      if (!project) return;
      const { inventory, playbook } = project;
      const limit = project.limit && new Set([...project.limit].map(({ name }) => name));
      const plays = playbook.plays.map((play) =>
        planPlay(play, { inventory, limit, roles: flags.roles, isVerify: false, diagnostics }),
      );
      diagnostics.throwIfErrors();
      io.stdout.write((flags.format === 'mermaid' ? renderMermaid : renderGraph)(plays));
    },
    (text) => mask.mask(text),
  );
}
