import type { HostRecap, NodeStatus, TaskStatus } from '../../engine/events.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

type Status = HostRecap['status'] | NodeStatus | TaskStatus | 'unfinished' | 'warning';

const TONES: Readonly<Record<Status, 'good' | 'changed' | 'may' | 'bad' | 'dim'>> = {
  ok: 'good',
  changed: 'changed',
  'would-change': 'changed',
  'may-change': 'may',
  skipped: 'dim',
  failed: 'bad',
  ignored: 'may',
  rescued: 'may',
  unreachable: 'bad',
  locked: 'bad',
  drifted: 'bad',
  blocked: 'bad',
  interrupted: 'may',
  unfinished: 'may',
  warning: 'may',
};

/** A status as a coloured word. */
export const renderBadge = (status: Status, count?: number): Html =>
  html`<span class="badge ${TONES[status]}"
    >${count === undefined ? '' : `${count} `}${status.replace('-', ' ')}</span
  >`;
