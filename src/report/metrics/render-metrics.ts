import type { HostRecap, RunFinished, RunStarted } from '../../engine/events.ts';

/** Renders a finished run in Prometheus's text format, for node_exporter's textfile collector. */
export function renderMetrics(started: RunStarted, finished: RunFinished): string {
  const run = { playbook: started.playbook, inventory: started.inventory.join(','), mode: started.mode };
  const recaps = Object.entries(finished.hosts);
  const hosts = count(recaps.map(([, { status }]) => status));
  const samples = (name: string, values: readonly (readonly [Labels, number])[]): string[] =>
    values.map(([labels, value]) => `provision_${name}{${renderLabels({ ...run, ...labels })}} ${value}`);
  return [
    ...describe('run_finished_timestamp_seconds', 'When the last run ended, in seconds since 1970.'),
    ...samples('run_finished_timestamp_seconds', [[{}, Date.parse(finished.at) / 1000]]),
    ...describe('run_duration_seconds', 'How long it took.'),
    ...samples('run_duration_seconds', [[{}, finished.ms / 1000]]),
    ...describe('run_exit_code', 'The exit code of the run itself: 0 where all went well.'),
    ...samples('run_exit_code', [[{}, finished.exitCode]]),
    ...describe('run_hosts', 'Hosts by how they ended.'),
    ...samples(
      'run_hosts',
      STATUSES.map((status) => [{ status }, hosts.get(status) ?? 0]),
    ),
    ...describe('run_tasks', 'Tasks (items of loops each) by how they ended.'),
    ...samples(
      'run_tasks',
      TASKS.map(([status, field]) => [{ status }, recaps.reduce((sum, [, recap]) => sum + recap[field], 0)]),
    ),
    ...describe('host_pending_changes', 'Changes that a plan has found on a host; only of hosts with some.'),
    ...samples('host_pending_changes', pendingOf(recaps)),
    ...describe('host_problem', '1 for each host that did not end well.'),
    ...samples(
      'host_problem',
      recaps
        .filter(([, { status }]) => status !== 'ok' && status !== 'changed')
        .map(([host, { status }]) => [{ host, status }, 1]),
    ),
    '',
  ].join('\n');
}

type Labels = Readonly<Record<string, string>>;

const STATUSES: readonly HostRecap['status'][] = [
  'ok',
  'changed',
  'failed',
  'unreachable',
  'locked',
  'drifted',
  'blocked',
  'interrupted',
];
const TASKS = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['would_change', 'wouldChange'],
  ['may_change', 'mayChange'],
  ['skipped', 'skipped'],
  ['failed', 'failed'],
  ['ignored', 'ignored'],
  ['rescued', 'rescued'],
] as const satisfies readonly (readonly [string, keyof HostRecap])[];

function pendingOf(recaps: readonly (readonly [string, HostRecap])[]): (readonly [Labels, number])[] {
  return recaps
    .map(([host, { wouldChange, mayChange }]) => [{ host }, wouldChange + mayChange] as const)
    .filter(([, pending]) => pending > 0);
}

function count(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const describe = (name: string, help: string): string[] => [
  `# HELP provision_${name} ${help}`,
  `# TYPE provision_${name} gauge`,
];

const renderLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(
      ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',');
