import { renderDuration } from '../report/text/render-duration.ts';
import { localTime, resultOf } from '../records/render-runs.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import { renderBadge } from './pieces/render-badge.ts';
import { countHosts, renderHostsList } from './pieces/render-hosts-list.ts';
import type { HostStatus, ReportModel } from './model/report-model.ts';

/** The run's arguments, time, user and result. */
export function renderOverview({ run, hosts }: ReportModel): Html {
  const { id, started, finished } = run;
  const result = resultOf(run);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['playbook', started.playbook],
    ['inventory', started.inventory.join(', ')],
    ['started', localTime(started.at)],
    ['by', started.by],
    ['took', finished ? renderDuration(finished.ms) : 'not ended, or killed'],
    ['run', id],
  ];
  return html`<header>
    <h1>
      ${started.mode} of ${countHosts(hosts.length)}: <span class="${result === 'ok' ? 'good' : 'bad'}">${result}</span>
    </h1>
    <dl>
      ${facts.map(([name, value]) =>
        value
          ? html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`
          : undefined,
      )}
    </dl>
    <p class="tally">${[...countStatuses(hosts)].map(([status, count]) => renderBadge(status, count))}</p>
  </header>`;
}

function countStatuses(hosts: ReportModel['hosts']): ReadonlyMap<HostStatus, number> {
  const counts = new Map<HostStatus, number>();
  for (const { status } of hosts) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

export function renderWarnings({ warnings, run }: ReportModel): Html | undefined {
  if (warnings.length === 0) return undefined;
  const all = run.started.hosts.length;
  const items = warnings.map(
    ({ message, hosts }) =>
      html`<li>
        ${message}${hosts.length === 0 ? undefined : html` <span class="dim">on</span> ${renderHostsList(hosts, all)}`}
      </li>`,
  );
  return html`<section aria-labelledby="warnings">
    <h2 id="warnings">Warnings</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}
