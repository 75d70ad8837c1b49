import { median } from './results.ts';
import type { Results } from './results.ts';
import { nameOf } from './run-work.ts';

const BAR = 16;
const LEFT = 250;
const WIDTH = 900;
const COLOURS: Readonly<Record<string, string>> = { provision: '#1a7f5a', ansible: '#b5473c', mitogen: '#d08a3e' };

/** Medians as bars on a logarithmic scale, since the slowest takes hundreds of times as long as the quickest. */
export function renderChart({ measured }: Results): string {
  const rows = measured.flatMap(({ id, title, roundTripMs, series }) => [
    { kind: 'title' as const, text: `(${id}) ${title}${roundTripMs > 0 ? `, ${roundTripMs} ms round trip` : ''}` },
    ...series
      .filter(({ wallMs }) => wallMs.length > 0)
      .map((one) => ({ kind: 'bar' as const, name: nameOf(one), contender: one.contender, ms: median(one.wallMs) })),
  ]);
  const longest = Math.max(100, ...rows.map((row) => (row.kind === 'bar' ? row.ms : 0)));
  const decades = Math.log10(longest / 10);
  const scale = (ms: number): number => Math.max(1, (Math.log10(ms / 10) / decades) * (WIDTH - LEFT - 100));
  const step = BAR + 4;
  const lines = rows.map((row, index) => {
    const y = 8 + index * step;
    if (row.kind === 'title') return `<text x="8" y="${y + 14}" font-weight="bold">${escape(row.text)}</text>`;
    const width = scale(row.ms).toFixed(1);
    const colour = COLOURS[row.contender] ?? '#8a8f98';
    return (
      `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escape(row.name)}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="${colour}"/>` +
      `<text x="${LEFT + Number(width) + 6}" y="${y + 13}">${(row.ms / 1000).toFixed(2)} s</text>`
    );
  });
  const height = rows.length * step + 36;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>Medians in seconds, on a logarithmic scale from 10 ms</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${lines.join('\n')}
<text x="${LEFT}" y="${height - 10}" fill="#555">logarithmic, from 10 ms</text>
</svg>
`;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
