import type { GraphNode } from './graph.ts';
import { buildPlayGraph } from './play-graph.ts';
import type { PlayNode } from './play-graph.ts';
import type { PlannedPlay } from './plan-play.ts';

/**
 * What waits for what, as a Mermaid flowchart: a frame for hosts with the same parts, an arrow for what must have
 * succeeded, a dotted one for what must have ended, well or not.
 */
export function renderMermaid(plays: readonly PlannedPlay[]): string {
  const order = plays.slice(1).map((_, i) => `  play${i} ==> play${i + 1}`);
  return ['flowchart LR', ...plays.flatMap(renderPlay), ...order, ''].join('\n');
}

function renderPlay({ play, parts, batches }: PlannedPlay, number: number): string[] {
  const nodes = batches.flatMap((batch) => buildPlayGraph(parts, new Set(batch)));
  const hosts = batches.flat();
  const partsOf = (host: string): string =>
    JSON.stringify(parts.flatMap(({ hosts }, i) => (hosts.includes(host) ? [i] : [])));
  const kinds = [...new Set(hosts.map(partsOf))];
  const prefix = `p${number}`;
  const idOf = ({ value: { host, part } }: GraphNode<PlayNode>): string =>
    `${prefix}g${kinds.indexOf(partsOf(host))}n${parts.indexOf(part)}`;

  const frames = kinds.flatMap((kind, i) => {
    const members = hosts.filter((host) => partsOf(host) === kind);
    const own = new Map(
      nodes.filter(({ value }) => members.includes(value.host)).map((node) => [idOf(node), node.value.part.name]),
    );
    if (own.size === 0) return [];
    return [
      `    subgraph ${prefix}g${i} [${label(members.join(', '))}]`,
      ...[...own].map(([id, name]) => `      ${id}[${label(name)}]`),
      '    end',
    ];
  });
  const arrows = new Map<string, string>();
  for (const node of nodes) {
    for (const { node: before, until } of node.needs) {
      const [from, to] = [idOf(before), idOf(node)];
      const isKnown = from === to || arrows.get(`${from} ${to}`) === '-->';
      if (!isKnown) arrows.set(`${from} ${to}`, until === 'succeeded' ? '-->' : '-.->');
    }
  }
  const batched = batches.length > 1 ? `, in ${batches.length} batches` : '';
  return [
    `  subgraph play${number} [${label(play.name + batched)}]`,
    ...frames,
    ...[...arrows].map(drawArrow),
    '  end',
  ];
}

const drawArrow = ([ends, arrow]: readonly [string, string]): string => `    ${ends.replace(' ', ` ${arrow} `)}`;

const label = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;
