import type { Warning } from '../../engine/events.ts';
import type { Style } from '../style/style.ts';

/** `warning: web1: the message`, with further lines indented. */
export function renderWarning({ host, message }: Warning, { palette }: Style): string {
  const [first = '', ...rest] = message.trimEnd().split('\n');
  const place = host === undefined ? '' : `${host}: `;
  return [`${palette.changed('warning:')} ${place}${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
}
