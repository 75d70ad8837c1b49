import type { EngineEvent, HostRecap, RunFinished, TaskFinished, TaskLabel } from '../../src/engine/events.ts';
import { NO_RECAP } from '../../src/engine/host/no-recap.ts';

const at = '2026-05-04T10:00:00.000Z';

export function label(name: string, fields: Partial<TaskLabel> = {}): TaskLabel {
  return {
    id: `t-${name}`,
    name,
    module: 'file',
    role: 'nginx',
    file: 'roles/nginx/tasks/main.yml',
    line: 12,
    ...fields,
  };
}

export function task(name: string, status: TaskFinished['status'], fields: Partial<TaskFinished> = {}): TaskFinished {
  return {
    event: 'task.finished',
    host: 'web1',
    play: 'site',
    node: 'site/nginx',
    task: label(name),
    status,
    changes: [],
    ms: 5,
    ...fields,
  };
}

export function recap(fields: Partial<HostRecap> = {}): HostRecap {
  return {
    ...NO_RECAP,
    roundTrips: 3,
    ...fields,
  };
}

export const started: EngineEvent = {
  event: 'run.started',
  version: 1,
  run: 'r1',
  at,
  mode: 'apply',
  playbook: 'site',
  inventory: ['inventories/prod'],
  hosts: ['web1', 'db1'],
  nodes: 2,
};

export function finished(hosts: Readonly<Record<string, HostRecap>>, fields: Partial<RunFinished> = {}): RunFinished {
  return { event: 'run.finished', run: 'r1', at, ms: 12_345, mode: 'apply', hosts, next: [], exitCode: 0, ...fields };
}
