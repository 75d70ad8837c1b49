import { planPlay } from '../../plan/plan-play.ts';
import { nodeNames } from '../../plan/check-nodes.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import { renderGraph } from '../../plan/render-graph.ts';
import { renderMermaid } from '../../plan/drawing/render-mermaid.ts';
import type { CommandIo } from '../command-io.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { withProject } from '../project/with-project.ts';

export interface GraphFlags extends ProjectFlags {
  readonly format: 'text' | 'mermaid' | 'nodes' | 'svg';
}

/** Prints the dependency graph of a playbook on an inventory. */
export const showGraph = (flags: GraphFlags, io: CommandIo): Promise<void> =>
  withProject(flags, io, async ({ inventory, playbook, limit: hosts, nodes }, diagnostics) => {
    const limit = hosts && new Set([...hosts].map(({ name }) => name));
    const plays = playbook.plays.map((play) =>
      planPlay(play, { inventory, limit, roles: flags.roles, nodes, isVerify: false, diagnostics }),
    );
    diagnostics.throwIfErrors();
    io.stdout.write(await FORMATS[flags.format](plays));
  });

const FORMATS: Readonly<Record<GraphFlags['format'], (plays: readonly PlannedPlay[]) => string | Promise<string>>> = {
  text: renderGraph,
  mermaid: renderMermaid,
  nodes: (plays) =>
    nodeNames(plays)
      .map((name) => `${name}\n`)
      .join(''),
  // the drawing code is loaded only when needed
  svg: async (plays) => (await import('../../plan/drawing/render-svg.ts')).renderSvg(plays),
};
