import { expect, test } from '@jest/globals';
import type { FakeSite, Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const three = (): FakeSite => makeSite(['h1', 'h2', 'h3']);

/** `h1` is slow at its first task, so that the others are ahead of it. */
const SLOW = '- { name: slow, shell: "[ {{ inventory_hostname }} != h1 ] || sleep 0.7" }\n';
const messages = (run: Run, name: string): string[] =>
  run
    .named(name)
    .map(({ host, message }) => `${host} ${message ?? ''}`)
    .sort();
const debug = (name: string, msg: string): string => `- { name: ${name}, debug: { msg: "${msg}" } }\n`;

test.each(['ansible_play_hosts', 'ansible_play_batch', 'play_hosts'])(
  '%s leaves out a host that fails later than the reader gets there',
  async (name) => {
    const fails = '- { name: fails, shell: "[ {{ inventory_hostname }} != h1 ] || { sleep 0.7; false; }" }\n';
    const run = await three().apply(play(fails + debug('read', `{{ ${name} | join(' ') }}`)));
    expect(messages(run, 'read')).toEqual(['h2 h2 h3', 'h3 h2 h3']);
  },
);

test('groups have the hosts that a slower host adds', async () => {
  const tasks = `${SLOW}- group_by: { key: made }\n${debug('read', "{{ groups.made | sort | join(' ') }}")}`;
  expect(messages(await three().apply(play(tasks)), 'read')).toEqual(['h1 h1 h2 h3', 'h2 h1 h2 h3', 'h3 h1 h2 h3']);
});

test('a fact that a slower host sets for another is waited for', async () => {
  const set = '- { set_fact: { x: 1 }, delegate_to: h3, delegate_facts: true, when: inventory_hostname == "h1" }\n';
  const head = '- name: site\n  hosts: h1:h2\n  tasks:\n';
  const tasks = (SLOW + set + debug('read', '{{ hostvars.h3.x }}')).replaceAll(/^/gm, '    ').trimEnd();
  expect(messages(await three().apply(`${head}${tasks}\n`), 'read')).toEqual(['h1 1', 'h2 1']);
});

test('add_host runs on one host of each batch', async () => {
  const add = '- add_host: { name: "new-{{ inventory_hostname }}", from: "{{ inventory_hostname }}" }\n';
  const read = debug('read', "{{ groups.all | select('match', 'new') | join(' ') }}");
  expect(messages(await three().apply(play(add + read)), 'read')).toEqual(['h1 new-h1', 'h2 new-h1', 'h3 new-h1']);
  expect(messages(await three().apply(play(add + read, 'serial: 1')), 'read')).toEqual([
    'h1 new-h1',
    'h2 new-h1 new-h2',
    'h3 new-h1 new-h2 new-h3',
  ]);
});

const alone = (name: string, host: string, task: string): string =>
  `- { name: ${name}, hosts: "${host}", tasks: [${task}] }\n`;

test('the run ends where all hosts of a play fail', async () => {
  const run = await three().apply(
    alone('one', 'h1', '{ name: fails, command: "false" }') + alone('two', 'h2', '{ name: two, command: "true" }'),
  );
  expect([run.named('two'), run.exitCode]).toEqual([[], 1]);
});

test.each([
  ['all nodes of the play', 'one/tasks@h1 one/tasks@h2', 0],
  ['one of its hosts: another run has the other', 'one/tasks@h1', 1],
])('of chosen nodes, the run ends where all hosts of a play fail if it has %s', async (_, nodes, count) => {
  const run = await three().apply(
    alone('one', 'h1:h2', '{ name: fails, command: "false" }') + alone('two', 'h3', '{ name: two, command: "true" }'),
    { nodes: new Set([...nodes.split(' '), 'two/tasks@h3']) },
  );
  expect([run.named('two').length, run.exitCode]).toEqual([count, 1]);
});

test('of chosen nodes, the run goes on where a host of the play has nothing to do', async () => {
  const site = three();
  site.write('roles/breaks/tasks/main.yml', '- { name: fails, command: "false" }\n');
  const run = await site.apply(
    `- name: one\n  hosts: h1:h2\n  roles: [{ role: breaks, hosts: h1 }]\n${alone('two', 'h3', '{ name: two, command: "true" }')}`,
    { nodes: new Set(['one/breaks@h1', 'two/tasks@h3']) },
  );
  expect(run.named('two')).toHaveLength(1);
});

test('the run goes on where a host of a play had failed before', async () => {
  const fails = '{ name: fails, command: "false" }';
  const run = await three().apply(
    alone('one', 'h1:h3', `{ name: first, shell: "[ {{ inventory_hostname }} != h1 ]" }`) +
      alone('two', 'h1:h2', fails) +
      alone('three', 'h3', '{ name: three, command: "true" }'),
  );
  expect(run.named('three')).toHaveLength(1);
});

test('a serial of 0 means all hosts', async () => {
  const run = await three().apply(play(debug('read', "{{ ansible_play_batch | join(' ') }}"), 'serial: 0'));
  expect(messages(run, 'read')[0]).toBe('h1 h1 h2 h3');
});
