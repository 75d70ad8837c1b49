import { planPlay } from '../../plan/plan-play.ts';
import { renderGraph } from '../../plan/render-graph.ts';
import { renderMermaid } from '../../plan/render-mermaid.ts';
import type { CommandIo } from '../command-io.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { withProject } from '../project/with-project.ts';

export interface GraphFlags extends ProjectFlags {
  readonly format: 'text' | 'mermaid';
}

/** Prints the dependency graph of a playbook on an inventory. */
export const showGraph = (flags: GraphFlags, io: CommandIo): Promise<void> =>
  withProject(flags, io, ({ inventory, playbook, limit: hosts }, diagnostics) => {
    const limit = hosts && new Set([...hosts].map(({ name }) => name));
    const plays = playbook.plays.map((play) =>
      planPlay(play, { inventory, limit, roles: flags.roles, isVerify: false, diagnostics }),
    );
    diagnostics.throwIfErrors();
    io.stdout.write((flags.format === 'mermaid' ? renderMermaid : renderGraph)(plays));
  });
