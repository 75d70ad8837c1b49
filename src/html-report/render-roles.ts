import { renderDuration } from '../report/text/render-duration.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import { listAt } from './model/list-at.ts';
import type { NodeSpan } from './model/read-spans.ts';
import { renderBars, renderScale, tookOf } from './pieces/render-bars.ts';
import { hostLink } from './pieces/render-hosts-list.ts';
import type { ReportModel } from './model/report-model.ts';

/** A row for each role of each play: from its first start to its last end, its duration, and the slowest host. */
export function renderRoles({ spans, lengthMs }: ReportModel, colorOf: (role: string) => string): Html {
  const byRole = new Map<string, NodeSpan[]>();
  const ran = spans.filter(({ status }) => status !== 'blocked').sort((a, b) => a.startedAt - b.startedAt);
  for (const span of ran) listAt(byRole, JSON.stringify([span.play, span.role])).push(span);
  return html`<h3>By role</h3>
    <div class="wide" role="region" aria-label="Timeline by role" tabindex="0">
      <table class="path">
        <thead>
          <tr>
            <th scope="col">role</th>
            <th scope="col"><span class="unseen">from first start to last end</span>${renderScale(lengthMs)}</th>
            ${['hosts', 'median', 'longest', 'on'].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${[...byRole.values()].map((own) => renderRole(own, lengthMs, colorOf))}
        </tbody>
      </table>
    </div>`;
}

function renderRole(spans: readonly NodeSpan[], lengthMs: number, colorOf: (role: string) => string): Html {
  const sorted = [...spans].sort((a, b) => a.endMs - a.startMs - (b.endMs - b.startMs));
  const [longest, median] = [sorted.at(-1), sorted[Math.floor((sorted.length - 1) / 2)]];
  if (!longest || !median) return html``;
  const { role, play } = longest;
  const startMs = spans.reduce((first, span) => Math.min(first, span.startMs), longest.startMs);
  const endMs = spans.reduce((last, span) => Math.max(last, span.endMs), longest.endMs);
  const about = `${role} (${play}): from ${renderDuration(startMs)} to ${renderDuration(endMs)}`;
  return html`<tr>
    <th scope="row" title="${play}">${role}</th>
    <td class="span">
      <span class="unseen">${about}</span>
      ${renderBars([{ startMs, endMs, label: '', about, classes: colorOf(role) }], lengthMs)}
    </td>
    <td class="number">${spans.length}</td>
    <td class="number">${tookOf(median)}</td>
    <td class="number">${tookOf(longest)}</td>
    <td>${hostLink(longest.host)}</td>
  </tr>`;
}
