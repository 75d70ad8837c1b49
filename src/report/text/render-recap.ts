import type { HostRecap, RunFinished, RunMode } from '../../engine/events.ts';
import type { Palette } from '../style/palette.ts';
import { renderSummary } from './render-summary.ts';
import { renderTable, type Cell } from './render-table.ts';
import type { Style } from '../style/style.ts';

/** The end of a run: a row for each host, the next steps, and the outcome in one line. */
export function renderRecap(run: RunFinished, style: Style): string[] {
  const hosts = Object.entries(run.hosts);
  const table = hosts.length === 0 ? [] : [...renderTable(renderRows(hosts, run.mode, style), 2), ''];
  return [...table, ...renderNext(run.next, style), ...renderSummary(run, style)];
}

interface Column {
  readonly title: string;
  readonly count: (recap: HostRecap) => number;
  readonly paint: keyof Palette;
  /** Omitted if no host has any. */
  readonly optional?: boolean;
}

const CHANGED: Column = { title: 'changed', count: (recap) => recap.changed, paint: 'changed' };
const PLANNED: readonly Column[] = [
  { title: 'would change', count: (recap) => recap.wouldChange, paint: 'changed' },
  { title: 'may change', count: (recap) => recap.mayChange, paint: 'may' },
  { ...CHANGED, optional: true },
];
const REST: readonly Column[] = [
  { title: 'skipped', count: (recap) => recap.skipped, paint: 'dim' },
  { title: 'failed', count: (recap) => recap.failed, paint: 'bad' },
  { title: 'ignored', count: (recap) => recap.ignored, paint: 'may', optional: true },
  { title: 'rescued', count: (recap) => recap.rescued, paint: 'may', optional: true },
  { title: 'blocked', count: (recap) => recap.blocked, paint: 'bad', optional: true },
  { title: 'handlers', count: (recap) => recap.handlers, paint: 'changed', optional: true },
];

function listColumns(mode: RunMode, recaps: readonly HostRecap[]): readonly Column[] {
  const changes = { apply: [CHANGED], check: PLANNED, verify: [{ ...CHANGED, optional: true }] }[mode];
  const columns: Column[] = [{ title: 'ok', count: (recap) => recap.ok, paint: 'good' }, ...changes, ...REST];
  return columns.filter(({ optional, count }) => !optional || recaps.some((recap) => count(recap) > 0));
}

function renderRows(hosts: readonly [string, HostRecap][], mode: RunMode, { palette }: Style): Cell[][] {
  const columns = listColumns(
    mode,
    hosts.map(([, recap]) => recap),
  );
  const head = ['host', 'status', ...columns.map(({ title }) => title)].map((text) => ({
    text,
    paint: palette.strong,
  }));
  const rows = hosts.map(([host, recap]) => [
    { text: host },
    { text: renderStatus(recap, mode), paint: palette[STATUS_PAINTS[recap.status]] },
    ...columns.map(({ count, paint }) => ({
      text: String(count(recap)),
      paint: palette[count(recap) > 0 ? paint : 'dim'],
    })),
  ]);
  return [head, ...rows];
}

const STATUS_PAINTS: Record<HostRecap['status'], keyof Palette> = {
  ok: 'good',
  changed: 'changed',
  failed: 'bad',
  unreachable: 'bad',
  locked: 'bad',
  drifted: 'bad',
  blocked: 'bad',
  interrupted: 'may',
};

function renderStatus({ status, wouldChange, mayChange }: HostRecap, mode: RunMode): string {
  if (mode !== 'check' || (status !== 'changed' && status !== 'ok')) return status;
  if (wouldChange > 0) return 'would change';
  return mayChange > 0 ? 'may change' : status;
}

function renderNext(next: readonly string[], { palette, symbols }: Style): string[] {
  if (next.length === 0) return [];
  const steps = next.flatMap((step) =>
    step.split('\n').map((line, index) => `${index === 0 ? symbols.bullet : ' '} ${line}`),
  );
  return [palette.strong('Next'), ...steps.map((line) => `  ${line}`), ''];
}
