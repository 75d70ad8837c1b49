import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import type { NodeSpan } from './model/read-spans.ts';
import type { Bar } from './pieces/render-bars.ts';
import { renderBars, renderScale, roleColors, tookOf } from './pieces/render-bars.ts';
import { renderCriticalPath } from './render-critical-path.ts';
import { hostLink } from './pieces/render-hosts-list.ts';
import { renderRoles } from './render-roles.ts';
import type { HostReport, ReportModel } from './model/report-model.ts';

/** Further hosts are folded. */
const SHOWN_HOSTS = 40;

/** The timeline: the critical path, then by role, then by host. */
export function renderTimeline(model: ReportModel): Html | undefined {
  if (model.spans.length === 0) return undefined;
  const colorOf = roleColors(model.spans);
  const critical = new Set(model.critical.map(({ span }) => span));
  const hosts = orderHosts(model, critical);
  const rows = hosts.map((host) => renderHostRow(host, (span) => barOf(span, colorOf, critical), model.lengthMs));
  const rest = rows.slice(SHOWN_HOSTS);
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">Timeline</h2>
    ${renderCriticalPath(model, colorOf)} ${renderRoles(model, colorOf)}
    <h3>By host</h3>
    <p class="dim">Framed: on the critical path. A bar shows its role and time when pointed at.</p>
    ${renderHostTable(rows.slice(0, SHOWN_HOSTS), model.lengthMs)}
    ${
      rest.length === 0
        ? undefined
        : html`<details data-group>
            <summary>${rest.length} more hosts</summary>
            ${renderHostTable(rest, model.lengthMs)}
          </details>`
    }
  </section>`;
}

/** Failures and the critical path come first; a small number of hosts keeps the order of the inventory. */
function orderHosts({ hosts, run }: ReportModel, critical: ReadonlySet<NodeSpan>): readonly HostReport[] {
  const ran = hosts.filter(({ spans }) => spans.length > 0);
  if (ran.length <= SHOWN_HOSTS) {
    const places = new Map(run.started.hosts.map((name, i) => [name, i]));
    return [...ran].sort((a, b) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0));
  }
  const isShown = ({ spans }: HostReport): boolean =>
    spans.some((span) => span.status === 'failed' || critical.has(span));
  return [...ran.filter(isShown), ...ran.filter((host) => !isShown(host))];
}

const renderHostTable = (rows: readonly Html[], lengthMs: number): Html =>
  html`<table class="timeline">
    <thead>
      <tr>
        <th scope="col">host</th>
        <th scope="col">
          <span class="unseen">roles</span>
          ${renderScale(lengthMs)}
        </th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;

function renderHostRow({ name, spans }: HostReport, toBar: (span: NodeSpan) => Bar, lengthMs: number): Html {
  const told = spans.map((span) => `${span.role} ${span.status === 'blocked' ? 'blocked' : tookOf(span)}`).join(', ');
  return html`<tr data-find data-hosts="${name}">
    <th scope="row">${hostLink(name)}</th>
    <td>
      <span class="unseen">${told}</span>
      ${renderBars(spans.filter(({ status }) => status !== 'blocked').map(toBar), lengthMs)}
    </td>
  </tr>`;
}

function barOf(span: NodeSpan, colorOf: (role: string) => string, critical: ReadonlySet<NodeSpan>): Bar {
  const { role, host, status, startMs, endMs } = span;
  const color = status === 'failed' ? 'bad' : colorOf(role);
  return {
    startMs,
    endMs,
    label: role,
    about: `${role} on ${host}: ${status}, ${tookOf(span)}`,
    classes: critical.has(span) ? `${color} critical` : color,
  };
}
