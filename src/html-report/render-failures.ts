import type { FailureGroup } from './model/group-failures.ts';
import { taskKey } from './model/group-tasks.ts';
import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import { renderText } from './pieces/render-change.ts';
import { countHosts, hostsData, renderHostsList } from './pieces/render-hosts-list.ts';
import type { ReportModel } from './model/report-model.ts';

/** The failures with all details, and the next steps; undefined if there were none. */
export function renderFailures(model: ReportModel): Html | undefined {
  const next = model.run.finished?.next ?? [];
  if (model.failures.length === 0 && next.length === 0) return undefined;
  const steps = next.map((step) => html`<li><pre>${step}</pre></li>`);
  return html`<section aria-labelledby="failures">
    <h2 id="failures">${model.failures.length === 0 ? 'Next' : 'Failures'}</h2>
    ${model.failures.map((failure) => renderFailure(failure, model))}
    ${
      steps.length === 0
        ? undefined
        : html`<h3>What to do next</h3>
            <ul>
              ${steps}
            </ul>`
    }
  </section>`;
}

function renderFailure({ title, failure, result, hosts }: FailureGroup, { tasks, run }: ReportModel): Html {
  const all = run.started.hosts.length;
  const anchor = result && tasks.get(taskKey(result))?.anchor;
  const place = result && `${result.task.file}:${result.task.line}`;
  const status = failure.exitStatus === undefined ? undefined : String(failure.exitStatus);
  return html`<article class="failure" data-find data-hosts="${hostsData(hosts, all)}">
    <h3>${title}</h3>
    <p>on ${countHosts(hosts.length)}: ${renderHostsList(hosts, all)}</p>
    <pre class="message">${failure.message.trimEnd()}</pre>
    ${failure.hint === undefined ? undefined : html`<p><b>Hint:</b> ${failure.hint}</p>`}
    ${place === undefined ? undefined : html`<p>at ${anchor === undefined ? place : html`<a href="#${anchor}">${place}</a>`}</p>`}
    ${renderText('command', failure.command)}${renderText('exit status', status)}
    ${renderText('stderr', failure.stderr)}${renderText('stdout', failure.stdout)}${renderText('trace', failure.trace)}
  </article>`;
}
