import cliTruncate from 'cli-truncate';
import type { LiveHost, LiveRole, LiveState } from './live-state.ts';
import { renderDuration } from '../text/render-duration.ts';
import type { Style } from '../style/style.ts';

export interface LiveFrame {
  readonly style: Style;
  readonly spinner: string;
  readonly columns: number;
  readonly rows: number;
}

/**
 * The live part of the screen: each host with its running roles and their current tasks, and the overall progress. It
 * always fits: first idle hosts are only counted, then each host gets one line, then the hosts that do not fit are counted.
 */
export function renderLive(state: LiveState, frame: LiveFrame): string[] {
  const { columns, rows, style } = frame;
  const room = Math.max(1, rows - 2);
  const lines = [...fit(listLayouts(state, frame), room, state, style), renderProgress(state, style)];
  const truncationCharacter = style.symbols.ellipsis;
  return lines.map((line) => cliTruncate(line, Math.max(1, columns - 1), { truncationCharacter }));
}

/** Layouts from the most to the least detailed. */
function listLayouts(state: LiveState, frame: LiveFrame): (() => string[])[] {
  const active = state.hosts.filter(isActive);
  const rest = renderRest(state.hosts, active.length > 0).map((line) => frame.style.palette.dim(line));
  return [
    () => state.hosts.flatMap((host) => renderHost(host, state, frame)),
    () => [...active.flatMap((host) => renderHost(host, state, frame)), ...rest],
    () => [...active.map((host) => renderBrief(host, state, frame)), ...rest],
  ];
}

/** `30 more hosts waiting`, or `30 more hosts: 28 waiting, 2 done`. */
function renderRest(hosts: readonly LiveHost[], hasOthers: boolean): string[] {
  const idle = hosts.filter((host) => !isActive(host));
  const counts = countIdle(idle);
  if (counts.length === 0) return [];
  const title = `${idle.length}${hasOthers ? ' more' : ''} ${idle.length === 1 ? 'host' : 'hosts'}`;
  return [counts.length === 1 ? `${title} ${counts[0]?.what ?? ''}` : `${title}: ${renderCounts(counts)}`];
}

interface IdleCount {
  readonly what: 'waiting' | 'done' | 'stopped';
  readonly count: number;
}

function countIdle(idle: readonly LiveHost[]): readonly IdleCount[] {
  const waiting = idle.filter(({ trouble, rolesDone }) => trouble === undefined && rolesDone === 0).length;
  const stopped = idle.filter(({ trouble }) => trouble !== undefined).length;
  const counts: readonly IdleCount[] = [
    { what: 'waiting', count: waiting },
    { what: 'done', count: idle.length - waiting - stopped },
    { what: 'stopped', count: stopped },
  ];
  return counts.filter(({ count }) => count > 0);
}

const renderCounts = (counts: readonly IdleCount[]): string =>
  counts.map(({ what, count }) => `${count} ${what}`).join(', ');

function fit(layouts: (() => string[])[], room: number, state: LiveState, { palette, symbols }: Style): string[] {
  let lines: string[] = [];
  for (const layout of layouts) {
    lines = layout();
    if (lines.length <= room) return lines;
  }
  const shown = lines.slice(0, room - 1);
  const running = `${state.hosts.filter(isActive).length - shown.length} more running`;
  const idle = renderCounts(countIdle(state.hosts.filter((host) => !isActive(host))));
  return [...shown, palette.dim(`${symbols.ellipsis} ${running}${idle === '' ? '' : `, ${idle}`}`)];
}

const isActive = ({ running }: LiveHost): boolean => running.size > 0;

function renderHost(host: LiveHost, state: LiveState, frame: LiveFrame): string[] {
  const { palette, symbols } = frame.style;
  if (!isActive(host)) return [renderIdle(host, state, frame.style)];
  const roles = [...host.running.values()].map(
    (role) => `  ${palette.dim(symbols.current)} ${renderRole(role, state, frame.style)}`,
  );
  return [`${palette.may(frame.spinner)} ${host.name}`, ...roles];
}

function renderIdle(
  { name, trouble, rolesDone, changes }: LiveHost,
  { isApply }: LiveState,
  { palette, symbols }: Style,
): string {
  if (trouble !== undefined) return palette.bad(`${symbols.cross} ${name}  ${trouble}`);
  const changed = changes === 0 ? '' : `, ${renderChanged(changes, isApply)}`;
  const done = rolesDone === 0 ? 'waiting' : `${rolesDone} ${rolesDone === 1 ? 'role' : 'roles'} done${changed}`;
  return palette.dim(`${symbols.dot} ${name}  ${done}`);
}

function renderBrief(host: LiveHost, state: LiveState, { style, spinner }: LiveFrame): string {
  const roles = [...host.running.values()].map((role) => renderRole(role, state, style));
  return `${style.palette.may(spinner)} ${host.name}  ${roles.join(', ')}`;
}

function renderRole({ role, task, sinceMs }: LiveRole, { nowMs }: LiveState, { palette }: Style): string {
  const title = task === undefined ? role : `${role} : ${task}`;
  const elapsed = wholeSeconds(nowMs - sinceMs);
  return elapsed === 0 ? title : `${title}  ${palette.dim(renderElapsed(elapsed))}`;
}

function renderProgress(state: LiveState, { palette, symbols }: Style): string {
  const total = (count: (host: LiveHost) => number): number => state.hosts.reduce((sum, host) => sum + count(host), 0);
  const troubled = state.hosts.filter(({ trouble }) => trouble !== undefined).length;
  const parts = [
    `${total(({ rolesDone }) => rolesDone)}/${state.nodes} roles`,
    renderElapsed(wholeSeconds(state.elapsedMs)),
    `${state.hosts.length} ${state.hosts.length === 1 ? 'host' : 'hosts'}`,
    renderChanged(
      total(({ changes }) => changes),
      state.isApply,
    ),
    ...(state.failures === 0 ? [] : [palette.bad(`${state.failures} failed`)]),
    ...(troubled === 0 ? [] : [palette.bad(`${troubled} ${troubled === 1 ? 'host' : 'hosts'} stopped`)]),
  ];
  return parts.join(` ${symbols.dot} `);
}

const renderChanged = (count: number, isApply: boolean): string => `${count} ${isApply ? 'changed' : 'to change'}`;

const wholeSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Without tenths of a second, which would flicker. */
const renderElapsed = (seconds: number): string => (seconds < 60 ? `${seconds} s` : renderDuration(seconds * 1000));
