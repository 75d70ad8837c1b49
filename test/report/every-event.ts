import type { EngineEvent } from '../../src/engine/events.ts';
import { finished, label, recap, started, task as taskOf } from './run-fixture.ts';

/** A run with each kind of event, every optional field used, and `text` in each field that holds text of a user or host. */
export function everyEvent(text: string): EngineEvent[] {
  const id = 'main.yml:12';
  const task: typeof taskOf = (name, status, more) => taskOf(name, status, { task: label(name, { id }), ...more });
  const place = { host: 'web1', play: 'site', node: 'site/nginx' };
  const failure = {
    message: text,
    hint: text,
    place: 'site.yml:1:1',
    command: text,
    exitStatus: 1,
    stderr: text,
    stdout: text,
  };
  const diff = `--- /a\n+++ /a\n@@ -1 +1 @@\n-${text}\n+${text}\n`;
  const fields = {
    item: text,
    delegatedTo: 'db1',
    message: text,
    output: { stdout: text, stderr: text },
    changes: [
      { attribute: 'value', before: text, after: { list: [text], [text]: 1 } },
      { attribute: 'content', before: null, after: text, diff, note: text, may: true },
    ],
  };
  return [
    started,
    { event: 'host.connected', host: 'web1', ms: 120 },
    { event: 'host.problem', host: 'db1', problem: 'unreachable', message: text, hint: text },
    { event: 'role.started', ...place, role: 'nginx', waitedFor: ['tls@web1'] },
    { event: 'task.started', host: 'web1', node: place.node, task: label(text, { id }) },
    { event: 'task.running', host: 'web1', task: label(text, { id }), item: text },
    {
      event: 'run.waiting',
      waits: [
        { host: 'web1', what: 'running', task: label(text, { id }), item: text, ms: 16_000, line: text },
        { host: 'db1', what: 'connecting', ms: 15_000 },
      ],
      more: 3,
    },
    task(text, 'changed', { ...fields, ms: 1500 }),
    task(text, 'skipped', { message: text }),
    task(text, 'may-change', { message: text }),
    task(text, 'failed', { ...fields, failure }),
    { ...task(text, 'ignored', { failure }), event: 'handler.finished', handler: text },
    { event: 'trace', host: 'web1', level: 2, what: 'batch', task: label(text, { id }), ms: 5, text },
    { event: 'warning', host: 'web1', message: text },
    { event: 'role.finished', ...place, role: 'nginx', status: 'failed', ms: 900 },
    { event: 'role.finished', ...place, host: 'db1', role: 'app', status: 'blocked', blockedBy: 'tls on web1', ms: 0 },
    { event: 'host.finished', host: 'web1', recap: recap({ status: 'failed' }) },
    finished(
      { web1: recap({ status: 'failed', failed: 1 }), db1: recap({ status: 'unreachable' }) },
      { next: [text], exitCode: 1 },
    ),
  ];
}
