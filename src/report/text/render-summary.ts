import type { HostRecap, RunFinished } from '../../engine/events.ts';
import { renderDuration } from './render-duration.ts';
import type { Style } from '../style/style.ts';

/** The outcome of a run in one or two sentences: the number of changes and hosts, failures, and the duration. */
export function renderSummary(run: RunFinished, { palette }: Style): string[] {
  const recaps = Object.values(run.hosts);
  const troubles = renderTroubles(recaps);
  const outcome = RENDERERS[run.mode](recaps, troubles.length === 0);
  const took = palette.dim(`(${renderDuration(run.ms)})`);
  const lines = [`${palette.strong(outcome)} ${took}`];
  return troubles.length === 0 ? lines : [...lines, palette.bad(`${troubles.join(', ')}.`)];
}

type Outcome = (recaps: readonly HostRecap[], clean: boolean) => string;

const RENDERERS: Record<RunFinished['mode'], Outcome> = {
  apply(recaps, clean) {
    const changed = sum(recaps, ({ changed }) => changed);
    if (changed === 0) return renderNoChange(recaps, clean);
    return `${changed} changed on ${renderHosts(recaps.filter((recap) => recap.changed > 0))}.`;
  },
  check(recaps, clean) {
    const would = sum(recaps, ({ wouldChange }) => wouldChange);
    const may = sum(recaps, ({ mayChange }) => mayChange);
    if (would + may === 0) return renderNoChange(recaps, clean);
    const hosts = recaps.filter(({ wouldChange, mayChange }) => wouldChange + mayChange > 0);
    return `Plan: ${would} to change, ${may} may change, on ${renderHosts(hosts)}.`;
  },
  verify(recaps) {
    const passed = sum(recaps, ({ ok }) => ok);
    return `${passed} passed, ${sum(recaps, ({ failed }) => failed)} failed, on ${renderHosts(recaps)}.`;
  },
};

function renderNoChange(recaps: readonly HostRecap[], clean: boolean): string {
  if (recaps.length === 0) return 'No hosts.';
  if (!clean) return 'No changes on the hosts that were reached.';
  const seen = recaps.filter(hasLooked);
  const unseen = recaps.length - seen.length;
  if (seen.length === 0) return `No task ran on ${renderHosts(recaps)}.`;
  const rest = unseen === 0 ? '' : `; no task ran on ${unseen} ${unseen === 1 ? 'host' : 'hosts'}`;
  return `No changes. ${renderHosts(seen)} ${seen.length === 1 ? 'is' : 'are'} as declared${rest}.`;
}

/** Whether a task compared its declaration with the host; skipped tasks did not. */
const hasLooked = ({ ok, ignored, rescued, handlers }: HostRecap): boolean => ok + ignored + rescued + handlers > 0;

function renderTroubles(recaps: readonly HostRecap[]): string[] {
  const tasks = sum(recaps, ({ failed }) => failed);
  const hosts = (['unreachable', 'locked', 'drifted', 'blocked', 'interrupted'] as const).flatMap((status) => {
    const number = recaps.filter((recap) => recap.status === status).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? 'host' : 'hosts'} ${status}`];
  });
  const failed = recaps.filter(({ status }) => status === 'failed');
  const tasksFailed = tasks > 0 ? [`${tasks} ${tasks === 1 ? 'task' : 'tasks'} failed`] : [];
  const hostsFailed = tasks === 0 && failed.length > 0 ? [`${renderHosts(failed)} failed`] : [];
  return [...tasksFailed, ...hostsFailed, ...hosts];
}

const sum = (recaps: readonly HostRecap[], count: (recap: HostRecap) => number): number =>
  recaps.reduce((total, recap) => total + count(recap), 0);

const renderHosts = ({ length }: readonly unknown[]): string => `${length} ${length === 1 ? 'host' : 'hosts'}`;
