import type { EngineEvent, HostRecap, TaskFinished } from '../../src/engine/events.ts';
import { NO_RECAP } from '../../src/engine/host/no-recap.ts';
import type { RecordedRun } from '../../src/records/recorded-run.ts';

const ZERO = Date.parse('2026-01-31T12:00:00.000Z');
const at = (ms: number): string => new Date(ZERO + ms).toISOString();

const RECAP: HostRecap = {
  ...NO_RECAP,
  status: 'changed',
  ok: 1,
  changed: 1,
  roundTrips: 1,
};

/** An event, and how many milliseconds after the start it happens. */
export type Timed = readonly [ms: number, event: EngineEvent];

export interface ExampleRun {
  readonly hosts: readonly string[];
  readonly events: readonly Timed[];
  readonly recaps?: Readonly<Record<string, Partial<HostRecap>>>;
  readonly next?: readonly string[];
  /** A run that was killed. */
  readonly killed?: boolean;
}

export function exampleRun({ hosts, events, recaps = {}, next = [], killed = false }: ExampleRun): RecordedRun {
  const id = '20260131T120000Z-aaaaaa';
  const inventory = ['prod'];
  const head = { run: id, at: at(0), mode: 'apply', playbook: 'site.yml', inventory, hosts, nodes: 1 } as const;
  const started = { event: 'run.started', version: 1, by: 'ann@desk', ...head } as const;
  const ms = Math.max(0, ...events.map(([time]) => time));
  const all = Object.fromEntries(hosts.map((host) => [host, { ...RECAP, ...recaps[host] }]));
  const exitCode = Object.keys(recaps).length > 0 ? 1 : 0;
  const ended = { run: id, at: at(ms), ms, mode: 'apply', hosts: all, next, exitCode } as const;
  const finished = { event: 'run.finished', ...ended } as const;
  const told = events.map(([time, event]) => ({ ...event, at: at(time) }));
  return {
    id,
    started,
    finished: killed ? undefined : finished,
    events: killed ? [started, ...told] : [started, ...told, finished],
  };
}

export interface ExampleNode {
  readonly node: string;
  readonly from: number;
  readonly to: number;
  readonly waitedFor?: readonly string[];
  readonly play?: string;
  readonly status?: 'ok' | 'failed';
}

/** A node named `role@host`. */
export function ran({ node, from, to, waitedFor = [], play = 'p', status = 'ok' }: ExampleNode): Timed[] {
  const [role = '', host = ''] = node.split('@');
  const one = { host, play, role, node };
  return [
    [from, { event: 'role.started', ...one, waitedFor }],
    [to, { event: 'role.finished', ...one, status, ms: to - from }],
  ];
}

export const blocked = (node: string, blockedBy: string, ms: number): Timed => {
  const [role = '', host = ''] = node.split('@');
  return [ms, { event: 'role.finished', host, play: 'p', role, node, status: 'blocked', blockedBy, ms: 0 }];
};

/** A changed task of a node, unless told otherwise. */
export function result(node: string, ms: number, fields: Partial<TaskFinished> = {}): Timed {
  const [role = '', host = ''] = node.split('@');
  const task = { id: 'tasks/main.yml:3', name: 'Write', module: 'template', role, file: 'tasks/main.yml', line: 3 };
  const changes = [{ attribute: 'mode', before: '0600', after: '0644' }];
  return [ms, { event: 'task.finished', host, play: 'p', node, task, status: 'changed', changes, ms: 1, ...fields }];
}

export const inOrder = (events: readonly Timed[]): Timed[] => [...events].sort(([a], [b]) => a - b);
