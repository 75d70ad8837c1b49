import type { HandlerFinished, HostProblem, RoleFinished, RunStarted, TaskFinished } from '../../engine/events.ts';
import { renderChanges } from '../text/render-changes.ts';
import { renderFailure } from '../text/render-failure.ts';
import { renderResultTitle } from '../text/render-task-title.ts';
import { renderXml, type XmlElement } from './render-xml.ts';
import type { Style } from '../style/style.ts';

/** The events with a case in a JUnit report. */
export type JunitCase = TaskFinished | HandlerFinished | HostProblem | RoleFinished;

export interface JunitRun {
  readonly started: RunStarted | undefined;
  readonly ms: number;
  /** By host, in chronological order. */
  readonly cases: ReadonlyMap<string, readonly JunitCase[]>;
}

/**
 * A run as JUnit XML, in the form that most CI servers read: a suite for each host, a case for each task. An unusable host
 * is a case `connect` with an error; a role that did not run because of others is a skipped case.
 */
export function renderJunit({ started, ms, cases }: JunitRun, style: Style): string {
  const suites = [...cases].map(([host, list]) => renderSuite(host, list, started, style));
  const all = [...cases.values()].flat();
  const name = started ? `provision ${started.mode} ${started.playbook}` : 'provision';
  return renderXml({
    name: 'testsuites',
    attributes: { name, ...countCases(all), time: seconds(ms) },
    children: suites,
  });
}

function renderSuite(
  host: string,
  cases: readonly JunitCase[],
  started: RunStarted | undefined,
  style: Style,
): XmlElement {
  const ms = cases.reduce((sum, one) => sum + ('ms' in one ? one.ms : 0), 0);
  const attributes = { name: host, hostname: host, timestamp: started?.at, ...countCases(cases), time: seconds(ms) };
  return { name: 'testsuite', attributes, children: cases.map((one) => renderCase(one, style)) };
}

function renderCase(one: JunitCase, style: Style): XmlElement {
  if (one.event === 'host.problem') return renderProblem(one);
  if (one.event === 'role.finished') return renderBlocked(one);
  const { task, host, ms } = one;
  const classname = task.role === undefined ? host : `${host}.${task.role}`;
  const attributes = { name: renderResultTitle(one), classname, file: task.file, line: task.line, time: seconds(ms) };
  return { name: 'testcase', attributes, children: renderOutcome(one, style) };
}

function renderOutcome(result: TaskFinished | HandlerFinished, style: Style): XmlElement[] {
  const { status, failure, task, message, changes } = result;
  const details = failure ? renderFailure(failure, task).join('\n') : undefined;
  if (status === 'failed')
    return [
      {
        name: 'failure',
        attributes: { message: failure?.message ?? message ?? 'failed', type: task.module },
        children: [details ?? ''],
      },
    ];
  if (status === 'skipped') return [{ name: 'skipped', attributes: { message } }];
  const lines = [...(status === 'ok' ? [] : [status]), message, details, ...renderChanges(changes, style, true)];
  const said = lines.filter((line) => line !== undefined);
  return said.length === 0 ? [] : [{ name: 'system-out', children: [said.join('\n')] }];
}

function renderProblem({ host, problem, message, hint }: HostProblem): XmlElement {
  const error = {
    name: 'error',
    attributes: { message, type: problem },
    children: [[message, hint].filter(Boolean).join('\n')],
  };
  return { name: 'testcase', attributes: { name: 'connect', classname: host, time: seconds(0) }, children: [error] };
}

function renderBlocked({ host, role, blockedBy, ms }: RoleFinished): XmlElement {
  const skipped = { name: 'skipped', attributes: { message: blockedBy ? `blocked by ${blockedBy}` : 'blocked' } };
  return {
    name: 'testcase',
    attributes: { name: role, classname: `${host}.${role}`, time: seconds(ms) },
    children: [skipped],
  };
}

function countCases(cases: readonly JunitCase[]): Record<string, number> {
  const count = (matches: (one: JunitCase) => boolean): number => cases.filter(matches).length;
  return {
    tests: cases.length,
    failures: count((one) => 'status' in one && one.status === 'failed'),
    errors: count((one) => one.event === 'host.problem'),
    skipped: count((one) => 'status' in one && (one.status === 'skipped' || one.status === 'blocked')),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
