import type { Point, Results } from './results.ts';
import { CPU_MS, MEMORY_MB } from './goals.ts';
import { pointsOf } from './results.ts';

const WIDTH = 420;
const HEIGHT = 300;
const MARGIN = 50;

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly (readonly [number, number])[];
  /** For each host above the first. */
  readonly goal: number;
}

/** CPU time and memory over the number of hosts, both axes starting at zero, with the goal as a dashed line. */
export function renderScaleChart(results: Results): string {
  const points = pointsOf(results, 'run');
  const of = (read: (point: Point) => number): [number, number][] => points.map((point) => [point.hosts, read(point)]);
  const panels: Panel[] = [
    { title: 'Processor time', unit: 's', points: of(({ cpuMs }) => cpuMs / 1000), goal: CPU_MS / 1000 },
    { title: 'Memory', unit: 'MB', points: of(({ memoryMb }) => memoryMb), goal: MEMORY_MB },
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * panels.length} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>Processor time and memory of the controller by the number of hosts</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">\n${renderPanel(panel)}\n</g>`).join('\n')}
</svg>
`;
}

function renderPanel({ title, unit, points, goal }: Panel): string {
  const [first = [1, 0]] = points;
  const most = Math.max(10, ...points.map(([hosts]) => hosts));
  const goalAt = (hosts: number): number => first[1] + goal * (hosts - first[0]);
  const top = Math.max(goalAt(most), ...points.map(([, value]) => value)) * 1.05;
  const x = (hosts: number): string => (MARGIN + (hosts / most) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (value: number): string => (HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const line = (of: readonly (readonly [number, number])[]): string =>
    of.map(([hosts, value]) => `${x(hosts)},${y(value)}`).join(' ');
  const goalLine = [first, [most, goalAt(most)] as const];
  return [
    `<text x="${MARGIN}" y="24" font-weight="bold">${title}, ${unit}</text>`,
    `<polyline points="${line([
      [0, top],
      [0, 0],
      [most, 0],
    ])}" fill="none" stroke="#555"/>`,
    `<polyline points="${line(goalLine)}" fill="none" stroke="#b5473c" stroke-dasharray="5 4"/>`,
    `<text x="${WIDTH - MARGIN}" y="${Number(y(goalAt(most))) - 6}" text-anchor="end" fill="#b5473c">goal</text>`,
    `<polyline points="${line(points)}" fill="none" stroke="#1a7f5a" stroke-width="2"/>`,
    ...points.map(([hosts, value]) => `<circle cx="${x(hosts)}" cy="${y(value)}" r="3" fill="#1a7f5a"/>`),
    ...[...points.slice(-3)].map(
      ([hosts]) => `<text x="${x(hosts)}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${hosts}</text>`,
    ),
    ...points
      .slice(-3)
      .map(
        ([hosts, value]) =>
          `<text x="${x(hosts)}" y="${Number(y(value)) + 18}" text-anchor="middle">${value.toFixed(value < 10 ? 1 : 0)}</text>`,
      ),
    `<text x="${WIDTH / 2}" y="${HEIGHT - 12}" text-anchor="middle">hosts</text>`,
  ].join('\n');
}
