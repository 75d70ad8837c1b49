import type { HandlerFinished, ReportedChange, TaskFinished, TaskStatus } from '../../engine/events.ts';
import type { Palette } from '../style/palette.ts';
import { renderChanges } from './render-changes.ts';
import { renderDuration } from './render-duration.ts';
import { renderFailure, renderOutput } from './render-failure.ts';
import { renderHeadline, type HeadlineColumns } from './render-headline.ts';
import { renderResultTitle } from './render-task-title.ts';
import type { Style } from '../style/style.ts';

export interface TaskRendering extends HeadlineColumns {
  readonly style: Style;
  readonly withDiff: boolean;
  /** Show the duration of each task, not only of slow ones. */
  readonly withTimes?: boolean | undefined;
}

const SLOW_MS = 1000;

/** The result of a task or handler on a host: a headline, and indented lines with its message, changes or failure. */
export function renderTask(result: TaskFinished | HandlerFinished, rendering: TaskRendering): string[] {
  const { style, withDiff } = rendering;
  const host = result.delegatedTo ? `${result.host} ${style.symbols.arrow} ${result.delegatedTo}` : result.host;
  const time =
    result.ms < (rendering.withTimes ? 1 : SLOW_MS) ? '' : style.palette.dim(`  ${renderDuration(result.ms)}`);
  const headline = { label: LABELS[result.status], paint: PAINTS[result.status], host };
  return [
    renderHeadline({ ...headline, text: renderResultTitle(result) + time }, rendering),
    ...renderDetails(result, style, withDiff).map((line) => `    ${line}`),
  ];
}

function renderDetails(result: TaskFinished | HandlerFinished, style: Style, withDiff: boolean): string[] {
  const message = result.message?.trimEnd().split('\n') ?? [];
  return [
    ...(result.failure ? renderFailure({ ...result.failure, ...printedOf(result) }, result.task) : []),
    ...(result.message === result.failure?.message ? [] : message),
    ...renderChanges(changesOf(result), style, withDiff),
    ...(result.failure ? [] : Object.entries(printedOf(result)).flatMap(([name, text]) => renderOutput(name, text))),
  ];
}

/** With -v, the complete output, instead of the end that every failure shows. */
const printedOf = ({ output }: TaskFinished | HandlerFinished): { stderr?: string; stdout?: string } => ({
  ...(output?.stdout && { stdout: output.stdout }),
  ...(output?.stderr && { stderr: output.stderr }),
});

/** The command of a failure is shown with the failure. */
const changesOf = ({ changes, failure }: TaskFinished | HandlerFinished): readonly ReportedChange[] =>
  failure?.command === undefined ? changes : changes.filter(({ attribute }) => attribute !== 'command');

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
