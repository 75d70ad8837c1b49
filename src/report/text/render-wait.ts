import type { HostWait } from '../../engine/events.ts';
import { renderDuration } from './render-duration.ts';
import { renderResultTitle } from './render-task-title.ts';

/**
 * The activity of a host, its duration, and the last line of output: `nginx : Install nginx, 32.0 s: Unpacking nginx ...`,
 * `site : Copy it (answering queries), 16.0 s`.
 */
export function renderWait({ task, item, what, ms, line }: HostWait): string {
  const isTask = task !== undefined && what === 'running';
  const title = task ? `${renderResultTitle({ task, item })}${isTask ? '' : ` (${what})`}` : what;
  return `${title}, ${renderDuration(ms)}${line === undefined ? '' : `: ${line}`}`;
}
