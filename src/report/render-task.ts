import type { HandlerFinished, TaskFinished, TaskStatus } from '../engine/events.ts';
import type { Palette } from './palette.ts';
import { renderChanges } from './render-changes.ts';
import { renderDuration } from './render-duration.ts';
import { renderFailure } from './render-failure.ts';
import { renderHeadline, type HeadlineColumns } from './render-headline.ts';
import { renderResultTitle } from './render-task-title.ts';
import type { Style } from './style.ts';

export interface TaskRendering extends HeadlineColumns {
  readonly style: Style;
  readonly withDiff: boolean;
}

const SLOW_MS = 1000;

/** The result of a task or handler on a host: a line, and indented below it what it says, changed or why it failed. */
export function renderTask(result: TaskFinished | HandlerFinished, rendering: TaskRendering): string[] {
  const { style, withDiff } = rendering;
  const host = result.delegatedTo ? `${result.host} ${style.symbols.arrow} ${result.delegatedTo}` : result.host;
  const time = result.ms < SLOW_MS ? '' : style.palette.dim(`  ${renderDuration(result.ms)}`);
  const headline = { label: LABELS[result.status], paint: PAINTS[result.status], host };
  return [
    renderHeadline({ ...headline, text: renderResultTitle(result) + time }, rendering),
    ...renderDetails(result, style, withDiff).map((line) => `    ${line}`),
  ];
}

function renderDetails(result: TaskFinished | HandlerFinished, style: Style, withDiff: boolean): string[] {
  const message = result.message?.trimEnd().split('\n') ?? [];
  return [
    ...(result.failure ? renderFailure(result.failure, result.task) : []),
    ...(result.message === result.failure?.message ? [] : message),
    ...renderChanges(result.changes, style, withDiff),
  ];
}

const LABELS: Record<TaskStatus, string> = {
  ok: 'ok',
  changed: 'changed',
  'would-change': 'would change',
  'may-change': 'may change',
  skipped: 'skipped',
  failed: 'FAILED',
  ignored: 'ignored',
  rescued: 'rescued',
};

const PAINTS: Record<TaskStatus, keyof Palette> = {
  ok: 'good',
  changed: 'changed',
  'would-change': 'changed',
  'may-change': 'may',
  skipped: 'dim',
  failed: 'bad',
  ignored: 'may',
  rescued: 'may',
};
