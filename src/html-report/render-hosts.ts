import { renderDuration } from '../report/text/render-duration.ts';
import type { HostRecap } from '../engine/events.ts';
import { hostAnchor } from './pieces/anchors.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import type { NodeSpan } from './model/read-spans.ts';
import { renderBadge } from './pieces/render-badge.ts';
import { tookOf } from './pieces/render-bars.ts';
import type { HostReport, ReportModel } from './model/report-model.ts';

type Count = Exclude<keyof HostRecap, 'status'>;

const COLUMNS: readonly (readonly [Count, string])[] = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['wouldChange', 'would change'],
  ['mayChange', 'may change'],
  ['skipped', 'skipped'],
  ['failed', 'failed'],
  ['ignored', 'ignored'],
  ['rescued', 'rescued'],
  ['blocked', 'blocked'],
  ['handlers', 'handlers'],
];

/** A row for each host: its result, its counts, and its roles. Columns with only zeros are omitted. */
export function renderHosts({ hosts }: ReportModel): Html {
  const columns = COLUMNS.filter(([count]) => hosts.some(({ recap }) => (recap?.[count] ?? 0) > 0));
  return html`<section aria-labelledby="hosts">
    <h2 id="hosts">Hosts</h2>
    <div class="wide" role="region" aria-label="Table of hosts" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">host</th>
            <th scope="col">status</th>
            ${columns.map(([, name]) => html`<th scope="col" class="number">${name}</th>`)}
            <th scope="col">roles</th>
          </tr>
        </thead>
        <tbody>
          ${hosts.map((host) => renderHost(host, columns))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function renderHost({ name, status, recap, spans }: HostReport, columns: typeof COLUMNS): Html {
  return html`<tr id="${hostAnchor(name)}" data-find data-hosts="${name}" data-statuses="${status}">
    <th scope="row">
      ${name}
      <button type="button" class="only" data-only="${name}" data-script hidden aria-label="Show only ${name}">
        only
      </button>
    </th>
    <td>${renderBadge(status)}</td>
    ${columns.map(([count]) => html`<td class="number">${recap?.[count] ?? '?'}</td>`)}
    <td>${renderNodes(spans)}</td>
  </tr>`;
}

function renderNodes(spans: HostReport['spans']): Html {
  if (spans.length === 0) return html`<span class="dim">none ran</span>`;
  const nodes = spans.map(
    (span) =>
      html`<li>
        ${span.role} ${renderBadge(span.status)} ${span.status === 'blocked' ? undefined : renderTimes(span)}
      </li>`,
  );
  return html`<details>
    <summary>${spans.length} ${spans.length === 1 ? 'role' : 'roles'}</summary>
    <ol>
      ${nodes}
    </ol>
  </details>`;
}

const renderTimes = (span: NodeSpan): Html =>
  html`<span class="dim">${tookOf(span)}, at ${renderDuration(span.startMs)}</span>`;
