import type { PlannedPlay } from '../plan-play.ts';
import { condensePlay } from './condense-play.ts';
import { layOutPlay, LINE } from './lay-out-play.ts';
import type { LaidOutPlay, Point } from './lay-out-play.ts';

const TITLE = 34;
const GAP = 22;
const LEGEND = 30;

/**
 * What waits for what, as a drawing of its own: plays below each other, in each a frame for hosts with the same parts, and arrows between the
 * parts. Light or dark as the reader's screen.
 */
export function renderSvg(plays: readonly PlannedPlay[]): string {
  const drawn = plays.map((planned, i) => {
    const condensed = condensePlay(planned, i);
    return { title: condensed.title, ...layOutPlay(condensed) };
  });
  const width = Math.ceil(Math.max(420, ...drawn.map((play) => play.width)) + 24);
  let top = 8;
  const bodies = drawn.map((play) => {
    const body = renderPlay(play, { top, width });
    top += TITLE + play.height + headOf(play) + GAP;
    return body;
  });
  const height = Math.ceil(top + LEGEND);
  const summary = drawn.map(({ title, parts }) => `${title}: ${parts.map(({ name }) => name).join(', ')}`).join('. ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">What waits for what</title><desc id="desc">${escape(summary)}</desc>`,
    STYLE,
    '<rect class="page" width="100%" height="100%"/>',
    ...bodies,
    renderLegend(top + 4),
    '</svg>',
    '',
  ].join('\n');
}

/** Height above the frames for the names of hosts. */
const headOf = ({ frames }: LaidOutPlay): number => Math.max(0, ...frames.map(({ lines }) => lines.length)) * LINE;

function renderPlay(
  play: LaidOutPlay & { readonly title: string },
  { top, width }: { readonly top: number; readonly width: number },
): string {
  const head = headOf(play);
  const room = TITLE + play.height + head;
  return [
    `<g transform="translate(8 ${top})">`,
    `<rect class="play" width="${width - 16}" height="${room}" rx="8"/>`,
    `<text class="name" x="14" y="22">${escape(play.title)}</text>`,
    `<g transform="translate(4 ${TITLE + head})">`,
    ...play.frames.map(({ x, y, width: w, height, lines }) =>
      [
        `<rect class="frame" x="${x}" y="${y - lines.length * LINE}" width="${w}" height="${height + lines.length * LINE}" rx="6"/>`,
        ...lines.map(
          (line, i) =>
            `<text class="host" x="${x + 10}" y="${y - (lines.length - i - 1) * LINE - 1}">${escape(line)}</text>`,
        ),
      ].join(''),
    ),
    ...play.arrows.map(({ points, until }) => `<path class="${until}" d="${pathOf(points)}"/>`),
    ...play.parts.map(
      ({ x, y, width: w, height, name }) =>
        `<rect class="part" x="${x}" y="${y}" width="${w}" height="${height}" rx="4"/><text class="role" x="${x + w / 2}" y="${y + height / 2 + 4}">${escape(name)}</text>`,
    ),
    '</g></g>',
  ].join('\n');
}

/** A line through the points, with rounded corners. */
function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const bends = rest.map((point, i) => {
    const after = rest[i + 1];
    return after
      ? `Q${point.x} ${point.y} ${(point.x + after.x) / 2} ${(point.y + after.y) / 2}`
      : `L${point.x} ${point.y}`;
  });
  return `M${first.x} ${first.y}${bends.join('')}`;
}

const renderLegend = (y: number): string =>
  `<g transform="translate(16 ${y})"><path class="succeeded" d="M0 0H34"/><text class="host" x="42" y="4">must have succeeded</text>` +
  `<path class="ended" d="M200 0H234"/><text class="host" x="242" y="4">must have ended</text></g>`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const marker = (id: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="${id}" d="M0 0L8 4L0 8z"/></marker>`;

const STYLE = `<style>
svg { --page: #fff; --play: #f6f8fa; --frame: #fff; --edge: #d0d7de; --part: #ddf4ff; --ink: #1f2328; --soft: #57606a; --line: #0969da; --ended: #8c959f }
@media (prefers-color-scheme: dark) { svg { --page: #0d1117; --play: #161b22; --frame: #0d1117; --edge: #30363d; --part: #12305a; --ink: #e6edf3; --soft: #9198a1; --line: #58a6ff; --ended: #7d8590 } }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink) }
.page { fill: var(--page) } .play { fill: var(--play); stroke: var(--edge) } .frame { fill: var(--frame); stroke: var(--edge) }
.part { fill: var(--part); stroke: var(--line) } .name { font-weight: 600; font-size: 14px } .host { fill: var(--soft) } .role { text-anchor: middle }
path.succeeded { fill: none; stroke: var(--line); stroke-width: 1.4; marker-end: url(#head-succeeded) }
path.ended { fill: none; stroke: var(--ended); stroke-width: 1.4; stroke-dasharray: 4 3; marker-end: url(#head-ended) }
path.head-succeeded { fill: var(--line) } path.head-ended { fill: var(--ended) }
</style><defs>${marker('head-succeeded')}${marker('head-ended')}</defs>`;
