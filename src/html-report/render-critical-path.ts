import { renderDuration } from '../report/text/render-duration.ts';
import type { CriticalStep } from './model/critical-path.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import { renderBars, renderScale, tookOf } from './pieces/render-bars.ts';
import { hostLink } from './pieces/render-hosts-list.ts';
import type { ReportModel } from './model/report-model.ts';

const REASONS: Readonly<Record<CriticalStep['after'], string>> = {
  start: 'the start',
  dependency: 'a dependency',
  host: 'the previous role on its host',
  play: 'the previous play',
};

/** The steps that determine the duration of the run. */
export const renderCriticalPath = ({ critical, lengthMs }: ReportModel, colorOf: (role: string) => string): Html =>
  html`<h3>Critical path</h3>
    <p class="dim">
      The run took as long as these one after another. What makes one of them faster makes the run faster; other roles
      had time.
    </p>
    <div class="wide" role="region" aria-label="Critical path" tabindex="0">
      <table class="path">
        <thead>
          <tr>
            ${['role', 'host', 'took'].map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col"><span class="unseen">when</span>${renderScale(lengthMs)}</th>
            ${['began after', 'waited'].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${critical.map((step) => renderStep(step, lengthMs, colorOf))}
        </tbody>
      </table>
    </div>`;

function renderStep({ span, after, idleMs }: CriticalStep, lengthMs: number, colorOf: (role: string) => string): Html {
  const about = `${span.role} on ${span.host}`;
  const bar = { ...span, label: '', about, classes: span.status === 'failed' ? 'bad' : colorOf(span.role) };
  return html`<tr>
    <th scope="row">${span.role}</th>
    <td>${hostLink(span.host)}</td>
    <td class="number">${tookOf(span)}</td>
    <td class="span">
      <span class="unseen">at ${renderDuration(span.startMs)}</span>
      ${renderBars([bar], lengthMs)}
    </td>
    <td>${REASONS[after]}</td>
    <td class="number">${renderDuration(idleMs)}</td>
  </tr>`;
}
