import type { ReportedChange, TaskOutput } from '../../engine/events.ts';
import { renderValue } from '../../report/text/render-value.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

/** `attribute: before to after`, or the diff of the content. */
export function renderChange({ attribute, before, after, diff, note, may }: ReportedChange): Html {
  const remarks = [...(note ? [note] : []), ...(may ? ['may change'] : [])].join(', ');
  const remark = remarks === '' ? undefined : html` <span class="dim">(${remarks})</span>`;
  if (diff !== undefined) return html`<li><b>${attribute}</b>${remark}${renderDiff(diff)}</li>`;
  const from = before === null || before === undefined ? undefined : html`<del>${renderValue(before)}</del> &rarr; `;
  return html`<li><b>${attribute}</b>: ${from}<ins>${renderValue(after)}</ins>${remark}</li>`;
}

export const renderDiff = (diff: string): Html => {
  const lines = diff.replace(/\n$/, '').split('\n');
  return html`<pre class="diff">${lines.map(renderLine)}</pre>`;
};

/** Added and removed lines are semantic elements, for users who do not see colours; their signs are kept too. */
function renderLine(line: string): Html {
  if (/^(\+\+\+|---) /.test(line)) return html`<b>${line}</b> `;
  if (line.startsWith('+')) return html`<ins>${line}</ins> `;
  if (line.startsWith('-')) return html`<del>${line}</del> `;
  return line.startsWith('@@') ? html`<span class="dim">${line}</span> ` : html`${line} `;
}

export const renderOutput = ({ stdout, stderr }: TaskOutput): Html =>
  html`${renderText('stdout', stdout)}${renderText('stderr', stderr)}`;

/** A block of text with a heading; undefined if the text is blank. */
export const renderText = (name: string, text: string | undefined): Html | undefined =>
  text?.trim()
    ? html`<div class="field">
        <span class="dim">${name}</span>
        <pre>${text.trimEnd()}</pre>
      </div>`
    : undefined;
