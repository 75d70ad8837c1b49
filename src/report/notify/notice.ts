import type { HostRecap, RunFinished, RunMode, RunStarted } from '../../engine/events.ts';
import type { Reason } from './notify-target.ts';

/** A notification about a run: the body of a webhook, whose fields are never renamed within a version. */
export interface Notice {
  readonly version: 1;
  readonly reason: Reason;
  /** For people; chat servers show this field. */
  readonly text: string;
  readonly run: string;
  readonly mode: RunMode;
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly by?: string | undefined;
  readonly startedAt: string;
  readonly ms: number;
  /** The exit code of the run; null if it was aborted. */
  readonly exitCode: number | null;
  /** Number of hosts by status. */
  readonly hosts: Readonly<Record<string, number>>;
  /** Hosts that need attention, with the reason: at most a hundred. */
  readonly attention: readonly Attention[];
  /** The first failures: at most ten. */
  readonly failures: readonly FailureNotice[];
}

interface Attention {
  readonly host: string;
  readonly status: HostRecap['status'];
  /** Number of pending changes. */
  readonly pending: number;
}

export interface FailureNotice {
  readonly host: string;
  readonly task?: string | undefined;
  readonly message: string;
}

/** The known part of a run. */
interface HeardRun {
  readonly started: RunStarted;
  /** Absent if the run was aborted. */
  readonly finished?: RunFinished | undefined;
  readonly failures: readonly FailureNotice[];
  readonly ms: number;
}

const MOST_HOSTS = 100;

export function composeNotice({ started, finished, failures, ms }: HeardRun): Notice {
  const recaps = Object.entries(finished?.hosts ?? {});
  const hosts: Record<string, number> = {};
  for (const [, { status }] of recaps) hosts[status] = (hosts[status] ?? 0) + 1;
  const attention = recaps
    .map(([host, recap]) => ({ host, status: recap.status, pending: recap.wouldChange + recap.mayChange }))
    .filter(({ status, pending }) => pending > 0 || !FINE.has(status));
  const reason = reasonOf(finished, attention);
  const { run, mode, playbook, inventory, by } = started;
  const facts = { run, mode, playbook, inventory, by, startedAt: started.at, ms, hosts, failures } as const;
  const exitCode = finished?.exitCode ?? null;
  return {
    version: 1,
    reason,
    text: renderText({ ...facts, reason, exitCode, attention }),
    ...facts,
    exitCode,
    attention: attention.slice(0, MOST_HOSTS),
  };
}

const FINE: ReadonlySet<HostRecap['status']> = new Set(['ok', 'changed']);

function reasonOf(finished: RunFinished | undefined, attention: readonly Attention[]): Reason {
  if (finished === undefined) return 'failure';
  const isDrifted = attention.some(({ status, pending }) => status === 'drifted' || pending > 0);
  const hasFailed = attention.some(({ status }) => status !== 'drifted' && !FINE.has(status));
  if (hasFailed || (finished.exitCode !== 0 && !isDrifted)) return 'failure';
  return isDrifted ? 'drift' : 'end';
}

/** A summary line, then lines with locations: the first ten. */
function renderText(notice: Omit<Notice, 'version' | 'text'>): string {
  const { mode, playbook, inventory, attention, failures } = notice;
  const what = `provision ${mode === 'check' ? 'plan' : mode} ${playbook} (${inventory.join(', ')})`;
  const where = attention.slice(0, MOST_LINES).map(renderAttention);
  const more = attention.length - where.length;
  return [
    `${what}: ${renderOutcome(notice)}`,
    ...where,
    ...(more > 0 ? [`and ${more} more hosts`] : []),
    ...failures.map(({ host, task, message }) => `${host}: ${task === undefined ? '' : `${task}: `}${message}`),
    `run ${notice.run}`,
  ].join('\n');
}

const MOST_LINES = 10;

function renderOutcome({ reason, exitCode, hosts, attention }: Omit<Notice, 'version' | 'text'>): string {
  const counts = Object.entries(hosts).map(([status, count]) => `${count} ${status}`);
  if (reason === 'drift') {
    const all = Object.values(hosts).reduce((sum, count) => sum + count, 0);
    return `drift on ${attention.length} of ${all} ${all === 1 ? 'host' : 'hosts'}`;
  }
  const outcome = reason === 'failure' ? 'failed' : 'done';
  return `${exitCode === null ? 'broke off' : outcome}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
}

const renderAttention = ({ host, status, pending }: Attention): string =>
  pending > 0 ? `${host}: ${pending} ${pending === 1 ? 'change' : 'changes'} pending` : `${host}: ${status}`;
