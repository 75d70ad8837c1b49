import type { Html } from './pieces/html.ts';
import { html } from './pieces/html.ts';
import type { ReportModel } from './model/report-model.ts';

/** The links to the sections and, with scripts, the filters. */
export function renderFilter({ tasks, failures, warnings, spans }: ReportModel): Html {
  const statuses = [...new Set([...tasks.values()].flatMap((task) => task.statuses))];
  const links: readonly (readonly [string, boolean])[] = [
    ['failures', failures.length > 0],
    ['warnings', warnings.length > 0],
    ['timeline', spans.length > 0],
    ['changes', true],
    ['hosts', true],
  ];
  return html`<nav aria-label="Sections">
    ${links.map(([name, isThere]) => (isThere ? html`<a href="#${name}">${name}</a>` : undefined))}
    <form role="search" data-script hidden>
      <label>Filter <input type="search" name="words" autocomplete="off" placeholder="host, role, task, text" /></label>
      <label
        >Status
        <select name="status">
          <option value="">any</option>
          ${statuses.map((status) => html`<option value="${status}">${status.replace('-', ' ')}</option>`)}
        </select></label
      >
      <output aria-live="polite"></output>
      <button type="button" name="theme">Dark or light</button>
    </form>
  </nav>`;
}
