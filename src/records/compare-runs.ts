import type { HandlerFinished, TaskFinished } from '../engine/events.ts';
import { renderDuration } from '../report/text/render-duration.ts';
import type { RecordedRun } from './recorded-run.ts';
import { localTime, resultOf } from './render-runs.ts';

type Result = TaskFinished | HandlerFinished;

/** The differences between two runs: their outcomes, hosts, and results of tasks. */
export function compareRuns(before: RecordedRun, after: RecordedRun): string[] {
  const [a, b] = [resultsOf(before), resultsOf(after)];
  const onlyIn = (own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
    [...own].flatMap(([key, status]) => (other.get(key) === status ? [] : [`  ${key}: ${status}`]));
  return [
    ...[before, after].map(outline),
    ...section('Hosts with different results', compareHosts(before, after)),
    ...section(`Only in ${before.id}`, onlyIn(a, b)),
    ...section(`Only in ${after.id}`, onlyIn(b, a)),
  ];
}

function outline(run: RecordedRun): string {
  const { started, finished } = run;
  const took = finished ? `, ${renderDuration(finished.ms)}` : '';
  return `${run.id}: ${started.mode} ${started.playbook}, ${localTime(started.at)}, ${started.hosts.length} hosts, ${resultOf(run)}${took}`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

function compareHosts({ finished: a }: RecordedRun, { finished: b }: RecordedRun): string[] {
  const names = [...new Set([...Object.keys(a?.hosts ?? {}), ...Object.keys(b?.hosts ?? {})])].sort();
  return names.flatMap((name) => {
    const [before, after] = [a?.hosts[name]?.status ?? 'not in the run', b?.hosts[name]?.status ?? 'not in the run'];
    return before === after ? [] : [`  ${name}: ${before} -> ${after}`];
  });
}

function resultsOf({ events }: RecordedRun): ReadonlyMap<string, string> {
  const results = events.filter(
    (event): event is Result & { readonly at: string } =>
      event.event === 'task.finished' || event.event === 'handler.finished',
  );
  return new Map(results.map((result) => [titleOf(result), result.status]));
}

function titleOf({ host, task, item }: Result): string {
  const name = `${task.role === undefined ? '' : `${task.role} : `}${task.name}`;
  return `${host}  ${name}${item === undefined ? '' : ` [${item}]`} (${task.file}:${task.line})`;
}
