import { createHash } from 'node:crypto';
import type { RecordedRun } from '../records/recorded-run.ts';
import { html, trusted } from './pieces/html.ts';
import script from './page.browser.js';
import style from './page.css';
import { renderFailures } from './render-failures.ts';
import { renderFilter } from './render-filter.ts';
import { renderHosts } from './render-hosts.ts';
import { renderOverview, renderWarnings } from './render-overview.ts';
import { renderTasks } from './render-tasks.ts';
import { renderTimeline } from './render-timeline.ts';
import { buildReport } from './model/report-model.ts';

/**
 * A recorded run as one HTML page without network access: its policy permits only its own style and script,
 * so that even markup that was not escaped would have no effect.
 */
export function renderReport(run: RecordedRun): string {
  const model = buildReport(run);
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${run.started.mode} ${run.started.playbook} ${run.id}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${renderOverview(model)} ${renderFilter(model)}
        <main id="content">
          ${renderFailures(model)} ${renderWarnings(model)} ${renderTimeline(model)} ${renderTasks(model)}
          ${renderHosts(model)}
        </main>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.text;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
