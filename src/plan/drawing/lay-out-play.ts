import { Graph, layout } from '@dagrejs/dagre';
import type { Arrow, CondensedPlay, Frame } from './condense-play.ts';
import { neededArrows } from './needed-arrows.ts';

/** A rectangle, by its top left corner and size in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LaidOutPlay {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly (Box & { readonly lines: readonly string[] })[];
  readonly parts: readonly (Box & { readonly name: string })[];
  readonly arrows: readonly { readonly points: readonly Point[]; readonly until: Arrow['until'] }[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Measures of the font. */
const CHARACTER = 7.3;
export const LINE = 16;
const FRAME_COLUMNS = 34;

/** Lays out the parts from left to right in their order of execution. Each frame has a separate lane, one below the other. */
export function layOutPlay({ frames, arrows }: CondensedPlay): LaidOutPlay {
  const graph = new Graph({ compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 48, ranksep: 46, edgesep: 12, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, parts } of frames) {
    graph.setNode(id, {});
    for (const part of parts) {
      graph.setNode(part.id, { width: part.name.length * CHARACTER + 24, height: 30 });
      graph.setParent(part.id, id);
    }
  }
  const drawn = neededArrows(arrows);
  for (const { from, to } of drawn) graph.setEdge(from, to);
  layout(graph);
  return collect({ frames, drawn, graph });
}

interface Result {
  readonly frames: readonly Frame[];
  readonly drawn: readonly Arrow[];
  readonly graph: Graph;
}

function collect({ frames, drawn, graph }: Result): LaidOutPlay {
  const boxOf = (id: string): Box => {
    const { x, y, width, height } = graph.node(id);
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  const boxes = frames.map((frame) => {
    const lines = wrapNames(frame.hosts);
    const box = boxOf(frame.id);
    const width = Math.max(box.width, Math.max(...lines.map((line) => line.length)) * CHARACTER + 24);
    return { ...box, width, lines };
  });
  const parts = frames.flatMap(({ parts: own }) => own.map(({ id, name }) => ({ ...boxOf(id), name })));
  const arrows = drawn.map(({ from, to, until }) => ({
    points: graph.edge(from, to).points,
    until,
  }));
  const right = Math.max(...boxes.map(({ x, width }) => x + width), 0);
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height), 0);
  return { width: right + 8, height: bottom + 8, frames: boxes, parts, arrows };
}

/** Names of hosts in lines of limited length; a long list ends with the number of further hosts. */
function wrapNames(hosts: readonly string[]): string[] {
  const shown = hosts.length > 12 ? [...hosts.slice(0, 10), `and ${hosts.length - 10} more`] : hosts;
  const lines: string[] = [];
  for (const name of shown) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 2 > FRAME_COLUMNS) lines.push(name);
    else lines.splice(-1, 1, `${last}, ${name}`);
  }
  return lines;
}
