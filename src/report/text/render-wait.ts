import type { HostWait } from '../../engine/events.ts';
import { renderDuration } from './render-duration.ts';
import { renderResultTitle } from './render-task-title.ts';

/**
 * `nginx : Install nginx, 32.0 s: Unpacking nginx ...`, `site : Copy it (answering queries), 16.0 s`: what a host is busy with, since when, and
 * what was printed last.
 */
export function renderWait({ task, item, what, ms, line }: HostWait): string {
  const isTask = task !== undefined && what === 'running';
  const title = task ? `${renderResultTitle({ task, item })}${isTask ? '' : ` (${what})`}` : what;
  return `${title}, ${renderDuration(ms)}${line === undefined ? '' : `: ${line}`}`;
}
