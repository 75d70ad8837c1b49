import type { GraphNode, Need } from './graph.ts';
import { buildPlayGraph } from './play-graph.ts';
import type { PlayNode } from './play-graph.ts';
import type { PlannedPlay } from './plan-play.ts';

/**
 * What each role waits for on each host, as text, a line a node, in an order in which nodes may run: `needs` for what must have
 * succeeded, `after` for what must have ended, well or not.
 */
export function renderGraph(plays: readonly PlannedPlay[]): string {
  return plays.map(renderPlay).join('\n');
}

function renderPlay({ play, parts, batches }: PlannedPlay): string {
  const texts = batches.map((batch, i) => {
    const nodes = buildPlayGraph(parts, new Set(batch));
    const title = batches.length === 1 ? [] : [`  batch ${i + 1} of ${batches.length}: ${batch.join(', ')}`];
    return [...title, ...renderNodes(nodes)];
  });
  return [`${play.name}:`, ...texts.flat(), ''].join('\n');
}

function renderNodes(nodes: readonly GraphNode<PlayNode>[]): string[] {
  const labelOf = ({ value }: GraphNode<PlayNode>): string => `${value.part.name}@${value.host}`;
  const width = Math.max(0, ...nodes.map((node) => labelOf(node).length));
  return nodes.map((node) => {
    const name = (until: Need<PlayNode>['until'], word: string): string[] => {
      const found = node.needs.filter((need) => need.until === until).map((need) => labelOf(need.node));
      return found.length === 0 ? [] : [`${word} ${found.join(', ')}`];
    };
    const waits = [...name('succeeded', 'needs'), ...name('ended', 'after')].join('; ');
    return `  ${waits === '' ? labelOf(node) : `${labelOf(node).padEnd(width)}  ${waits}`}`;
  });
}
