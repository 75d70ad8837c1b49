import type { HostRecap } from '../engine/events.ts';
import type { Cell } from '../report/text/render-table.ts';
import { renderTable } from '../report/text/render-table.ts';
import type { Style } from '../report/style/style.ts';
import type { RecordedRun } from './recorded-run.ts';

/** A row for each run: time, user, arguments, and result. */
export function renderRuns(runs: readonly RecordedRun[], { palette }: Style): string[] {
  const head = ['run', 'when', 'who', 'mode', 'playbook', 'hosts', 'changed', 'failed', 'result'];
  const rows = runs.map((run) => rowOf(run, { palette }));
  return renderTable([head.map((text) => ({ text, paint: palette.strong })), ...rows], 5);
}

function rowOf(run: RecordedRun, { palette }: Pick<Style, 'palette'>): Cell[] {
  const { started, finished } = run;
  const recaps = Object.values(finished?.hosts ?? {});
  const count = (test: (recap: HostRecap) => boolean): string => String(recaps.filter(test).length);
  const result = resultOf(run);
  return [
    { text: run.id },
    { text: localTime(started.at) },
    { text: started.by ?? '' },
    { text: started.mode },
    { text: started.playbook },
    { text: String(started.hosts.length) },
    { text: finished ? count(hasChanges) : '?' },
    { text: finished ? count(isBad) : '?' },
    { text: result, paint: result === 'ok' ? palette.good : palette.bad },
  ];
}

const hasChanges = ({ changed, wouldChange, mayChange }: HostRecap): boolean => changed + wouldChange + mayChange > 0;
export const isBad = ({ status }: HostRecap): boolean => status !== 'ok' && status !== 'changed';

/** `ok`, the kind of failure, or that the run never ended. */
export function resultOf({ finished }: RecordedRun): string {
  if (!finished) return 'not ended';
  if (finished.exitCode === 0 || finished.exitCode === 2) return 'ok';
  return finished.exitCode === 130 ? 'interrupted' : `exit code ${finished.exitCode}`;
}

/** `2026-01-31 14:05:09`, in the local time zone. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
