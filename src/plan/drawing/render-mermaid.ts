import type { PlannedPlay } from '../plan-play.ts';
import { condensePlay } from './condense-play.ts';
import type { Arrow } from './condense-play.ts';

/**
 * What waits for what, as a Mermaid flowchart: a frame for hosts with the same parts, an arrow for what must have
 * succeeded, a dotted one for what must have ended, well or not.
 */
export function renderMermaid(plays: readonly PlannedPlay[]): string {
  const order = plays.slice(1).map((_, i) => `  play${i} ==> play${i + 1}`);
  return ['flowchart LR', ...plays.flatMap(renderPlay), ...order, ''].join('\n');
}

function renderPlay(planned: PlannedPlay, number: number): string[] {
  const { title, frames, arrows } = condensePlay(planned, number);
  return [
    `  subgraph play${number} [${label(title)}]`,
    ...frames.flatMap(({ id, hosts, parts }) => [
      `    subgraph ${id} [${label(hosts.join(', '))}]`,
      ...parts.map((part) => `      ${part.id}[${label(part.name)}]`),
      '    end',
    ]),
    ...arrows.map(drawArrow),
    '  end',
  ];
}

const drawArrow = ({ from, to, until }: Arrow): string => `    ${from} ${until === 'succeeded' ? '-->' : '-.->'} ${to}`;

const label = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;
