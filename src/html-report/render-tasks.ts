import type { Result, SameResults, TaskGroup } from './model/group-tasks.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import { listAt } from './model/list-at.ts';
import { renderBadge } from './pieces/render-badge.ts';
import { renderChange, renderOutput } from './pieces/render-change.ts';
import { countHosts, hostsData, renderHostsList } from './pieces/render-hosts-list.ts';
import type { ReportModel } from './model/report-model.ts';

/** All changes and messages, by role and task. */
export function renderTasks({ tasks, run }: ReportModel): Html {
  const all = run.started.hosts.length;
  const byRole = new Map<string, TaskGroup[]>();
  for (const task of tasks.values()) listAt(byRole, task.first.task.role ?? task.first.play).push(task);
  const roles = [...byRole].map(
    ([role, groups]) =>
      html`<div class="role" data-group>
        <h3>${role}</h3>
        ${groups.map((group) => renderTask(group, all))}
      </div>`,
  );
  return html`<section aria-labelledby="changes">
    <h2 id="changes">Changes</h2>
    ${roles.length === 0 ? html`<p>Everything was as declared.</p>` : undefined}
    <p class="buttons" data-script hidden>
      <button type="button" data-open="true">Open all</button>
      <button type="button" data-open="false">Close all</button>
    </p>
    ${roles}
  </section>`;
}

function renderTask({ anchor, first, hosts, statuses, same }: TaskGroup, all: number): Html {
  const { task } = first;
  const handler = first.event === 'handler.finished' ? ' [handler]' : '';
  return html`<details
    class="task"
    id="${anchor}"
    data-find
    data-statuses="${statuses.join(' ')}"
    data-hosts="${hostsData(hosts, all)}"
  >
    <summary>
      <span class="title">${task.name || task.module}${handler}</span> ${statuses.map((status) => renderBadge(status))}
      <span class="dim">${countHosts(hosts.length)}</span>
    </summary>
    <p class="dim">${task.module} at ${task.file}:${task.line} <a href="#${anchor}">link</a></p>
    ${same.map((one) => renderSame(one, all))}
  </details>`;
}

const renderSame = ({ hosts, results }: SameResults, all: number): Html =>
  html`<div class="same">
    <p>on ${renderHostsList(hosts, all)}</p>
    ${results.map(renderResult)}
  </div>`;

function renderResult({ item, status, changes, message, failure, output, delegatedTo }: Result): Html {
  const to = delegatedTo === undefined ? undefined : html` <span class="dim">done on ${delegatedTo}</span>`;
  const text = message ?? failure?.message;
  return html`<div class="result">
    <p>${renderBadge(status)} ${item === undefined ? undefined : html`<code>${item}</code>`}${to}</p>
    ${
      changes.length === 0
        ? undefined
        : html`<ul>
            ${changes.map(renderChange)}
          </ul>`
    }
    ${text === undefined ? undefined : html`<pre>${text.trimEnd()}</pre>`} ${output && renderOutput(output)}
  </div>`;
}
