import { renderDuration } from '../../report/text/render-duration.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { NodeSpan } from '../model/read-spans.ts';

const COLORS = 8;
/** Narrower bars have no label. */
const LABEL_PERCENT = 5;
const STEPS = [1, 2, 5];
const MOST_TICKS = 6;

export interface Bar extends Pick<NodeSpan, 'startMs' | 'endMs'> {
  readonly label: string;
  readonly about: string;
  readonly classes: string;
}

/** Bars on a scale from 0 to a length. They are only visual: the row's text contains the same information. */
export function renderBars(bars: readonly Bar[], lengthMs: number): Html {
  const percent = (ms: number): string => `${((ms / lengthMs) * 100).toFixed(3)}%`;
  const drawn = bars.map(({ startMs, endMs, label, about, classes }) => {
    const wide = ((endMs - startMs) / lengthMs) * 100 >= LABEL_PERCENT;
    return html`<svg x="${percent(startMs)}" width="${percent(endMs - startMs)}" height="20">
      <rect class="bar ${classes}" width="100%" height="20"><title>${about}</title></rect>
      ${wide ? html`<text x="4" y="14.5">${label}</text>` : undefined}
    </svg>`;
  });
  return html`<svg class="bars" width="100%" height="20" aria-hidden="true">
    ${tickTimes(lengthMs).map((ms) => html`<line class="tick" x1="${percent(ms)}" x2="${percent(ms)}" y2="20" />`)}
    ${drawn}
  </svg>`;
}

/** The scale above the bars. */
export const renderScale = (lengthMs: number): Html =>
  html`<svg class="bars" width="100%" height="16" aria-hidden="true">
    ${tickTimes(lengthMs).map(
      (ms) =>
        html`<text x="${((ms / lengthMs) * 100).toFixed(3)}%" y="12">${ms === 0 ? '0' : renderDuration(ms)}</text>`,
    )}
  </svg>`;

/** At most six round times, in steps of 1, 2 or 5 times a power of ten. */
export function tickTimes(lengthMs: number): number[] {
  const power = 10 ** Math.floor(Math.log10(lengthMs / MOST_TICKS));
  const steps = [...STEPS, 10].map((step) => step * power);
  const step = steps.find((one) => lengthMs / one <= MOST_TICKS) ?? lengthMs;
  // a time does not fit into the last fifth of a step
  return Array.from({ length: Math.ceil(lengthMs / step - 0.2) }, (_, i) => i * step);
}

/** A colour for each role; if there are more roles than colours, they share them. */
export function roleColors(spans: readonly NodeSpan[]): (role: string) => string {
  const roles = [...new Set(spans.map(({ role }) => role))];
  return (role) => `c${roles.indexOf(role) % COLORS}`;
}

export const tookOf = ({ startMs, endMs }: Pick<NodeSpan, 'startMs' | 'endMs'>): string =>
  renderDuration(endMs - startMs);
