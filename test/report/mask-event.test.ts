import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { EngineEvent, TaskLabel } from '../../src/engine/events.ts';
import * as z from 'zod';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';
import { EVENT_SCHEMAS } from '../../src/report/events/events-schema.ts';
import { maskEvent, maskOf, maskValue } from '../../src/report/events/mask-event.ts';
import { Capture, replay } from './capture.ts';
import { everyEvent } from './every-event.ts';
import { scratchPath } from './scratch.ts';

/** Secrets that are also the names of fields, enumerations, hosts, roles, modules and files of the events. */
const NAMES = [
  'host hosts status changes event task name play message attribute before after diff failure recap unreachable locked',
  'changed failed skipped ignored task.finished run.started apply site web1 db1 nginx file site/nginx',
  'roles/nginx/tasks/main.yml inventories/prod tls@web1 stdout stderr command handler roundTrips version',
].flatMap((words) => words.split(' '));

function maskAll(): (text: string) => string {
  const mask = new SecretMask();
  for (const secret of [...NAMES, 'hunter22']) mask.add(secret);
  return (text) => mask.mask(text);
}

/** What tells things apart in an event. */
function namesOf(event: EngineEvent): unknown {
  const fields = event as unknown as Record<string, unknown> & { readonly task?: TaskLabel };
  const kept = ['event', 'host', 'play', 'node', 'role', 'status', 'mode', 'problem', 'playbook', 'inventory', 'hosts'];
  const task = fields.task && { id: fields.task.id, module: fields.task.module, file: fields.task.file };
  return { task, keys: Object.keys(fields), ...Object.fromEntries(kept.map((key) => [key, fields[key]])) };
}

test("secrets that equal names do not change any event's structure", () => {
  const filter = { text: maskAll(), name: (name: string) => name };
  for (const event of everyEvent('hunter22')) {
    const masked = maskEvent(event, filter);
    EVENT_SCHEMAS[event.event].parse({ at: '2026-05-04T10:00:00.000Z', ...masked });
    expect(namesOf(masked)).toEqual(namesOf(event));
  }
});

test('secrets that are equal to names stop no output', async () => {
  const mask = maskAll();
  const [eventsFile, junitFile] = [scratchPath('events'), scratchPath('junit')];
  const terminal = { isTTY: true, columns: 60, rows: 20 };
  const plain = await replay(everyEvent('hunter22'), { mask, eventsFile, junitFile, verbosity: 2 });
  const json = await replay(everyEvent('hunter22'), { mask, format: 'json', verbosity: 2 });
  const stdout = Object.assign(new Capture(), terminal);
  const tree = await replay(everyEvent('hunter22'), { mask, format: 'tree', verbosity: 2, stdout });
  expect([plain.broken, json.broken, tree.broken]).toEqual([[], [], []]);
  expect(plain.stdout).toMatch(/^changed {7}web1 -> db1 {2}nginx : \*{8} \(\*{8}\)/m);
  expect(Object.keys((JSON.parse(json.stdout) as { hosts: object }).hosts)).toEqual(['web1', 'db1']);
  expect(readFileSync(junitFile, 'utf8')).toContain('<testsuite name="web1"');
  const kinds = readFileSync(eventsFile, 'utf8').trimEnd().split('\n');
  expect(kinds.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(
    everyEvent('').map(({ event }) => event),
  );
});

test.each([
  [{ cmd: ['echo', 'größe', 'ключ', 'end'] }, { cmd: ['echo', '********', 'end'] }],
  [{ stdout_lines: ['-----KEY', 'ab', 'cd', 'end'] }, { stdout_lines: ['********', 'end'] }],
  [{ lines: ['one\ntwo', 'größe ключ', 'three'] }, { lines: ['one\ntwo', '********', 'three'] }],
  [{ names: ['größe', 'end', 'ключ'] }, { names: ['größe', 'end', 'ключ'] }],
])('a secret is hidden that extends over items of a list: %j', (value, expected) => {
  const mask = new SecretMask();
  for (const secret of ['größe ключ', '-----KEY\nab\ncd']) mask.add(secret);
  expect(maskValue(value, (text) => mask.mask(text))).toEqual(expected);
});

test('a field without a declared kind is refused', () => {
  const schema = z.strictObject({ event: z.literal('new'), detail: z.string().optional() });
  expect(() => maskOf(schema, 'new')).toThrow(
    'new.detail: its schema does not say whether it is text, a name or a value',
  );
});
