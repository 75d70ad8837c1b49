import { expect, test } from '@jest/globals';
import type { Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const messages = (run: Run, name: string): (string | undefined)[] => run.named(name).map(({ message }) => message);
const debug = (msg: string): string => `- { name: read, debug: { msg: "${msg}" } }\n`;

test('an assert that fails registers its assertion', async () => {
  const tasks = `- { assert: { that: "1 == 2", fail_msg: wrong }, register: r, ignore_errors: true }\n`;
  const run = await makeSite().apply(play(tasks + debug('{{ r.msg }} {{ r.assertion }} {{ r.evaluated_to }}')));
  expect(messages(run, 'read')).toEqual(['wrong 1 == 2 False']);
});

test('ansible_failed_task of a task without a name has an empty one', async () => {
  const tasks = `- block: [{ command: "false" }]\n  rescue: [{ name: read, debug: { msg: "<%= '[' + ansible_failed_task.name + ']' %>" } }]\n`;
  expect(messages(await makeSite().apply(play(tasks)), 'read')).toEqual(['[]']);
});

test('after clear_facts a host has no facts, until setup asks for them', async () => {
  const read = debug("{{ ansible_facts.system | default('none') }} {{ ansible_system | default('none') }}");
  const run = await makeSite().apply(play(`- meta: clear_facts\n${read}- setup:\n${read}`));
  expect(messages(run, 'read')).toEqual(['none none', 'Linux Linux']);
});

test('set_fact with cacheable sets facts too', async () => {
  const set = '- set_fact: { a: 1, cacheable: true }\n- set_fact: { b: 2 }\n';
  const read = debug("{{ a }} {{ ansible_facts.a }} {{ ansible_facts.b | default('none') }}");
  expect(messages(await makeSite().apply(play(set + read)), 'read')).toEqual(['1 1 none']);
});

test('the variables of import_playbook win over those of its plays, the outermost most of all', async () => {
  const site = makeSite();
  const tasks =
    '{ hosts: all, vars: { a: play, b: play, c: play }, tasks: [{ name: read, debug: { msg: "{{ a }} {{ b }} {{ c }}" } }] }';
  site.write('inner.yml', `- ${tasks}\n`);
  site.write('outer.yml', '- { import_playbook: inner.yml, vars: { a: inner, b: inner } }\n');
  const run = await site.apply('- { import_playbook: outer.yml, vars: { a: outer } }\n');
  expect(messages(run, 'read')).toEqual(['outer inner play']);
});

test('an imported playbook finds files beside itself, and the next play those beside its own playbook', async () => {
  const site = makeSite();
  site.write('sub/deep/vars.yml', 'a: variable\n');
  site.write('sub/deep/templates/t.j2', 'template');
  site.write('sub/deep/more.yml', debug("{{ a }} {{ lookup('template', 't.j2') }} {{ playbook_dir | basename }}"));
  site.write('sub/roles/near/tasks/main.yml', debug('role {{ playbook_dir | basename }}'));
  site.write(
    'sub/deep/inner.yml',
    '- hosts: all\n  vars_files: [vars.yml]\n  roles: [near]\n  tasks:\n    - include_tasks: more.yml\n    - import_tasks: "{{ playbook_dir }}/more.yml"\n',
  );
  site.write('vars.yml', 'a: outer\n');
  const after = `- hosts: all\n  vars_files: [vars.yml]\n  tasks:\n    ${debug("{{ a }} {{ 'sub' in playbook_dir }}")}`;
  const run = await site.apply(`- ansible.builtin.import_playbook: sub/deep/inner.yml\n${after}`);
  expect(messages(run, 'read')).toEqual([
    'role deep',
    'variable template deep',
    'variable template deep',
    'outer False',
  ]);
});

test('a playbook of a collection is imported by its full name', async () => {
  const site = makeSite();
  site.write(
    'collections/ansible_collections/a/b/playbooks/inner.yml',
    `- hosts: all\n  tasks:\n    ${debug('{{ playbook_dir | basename }}')}`,
  );
  expect(messages(await site.apply('- import_playbook: a.b.inner\n'), 'read')).toEqual(['playbooks']);
});

test.each([
  ['a loop that is done', '{ command: "true", loop: [1, 2], register: r }', 'changed failed msg results skipped'],
  [
    'a loop whose items were skipped',
    '{ command: "true", loop: [1], when: false, register: r }',
    'changed failed msg results skipped',
  ],
  [
    'a loop without items',
    '{ command: "true", loop: [], register: r }',
    'changed failed results skipped skipped_reason',
  ],
  [
    'a command',
    '{ command: "true", register: r }',
    'changed cmd delta end failed msg rc start stderr stderr_lines stdout stdout_lines',
  ],
])('the registered fields of %s are those of Ansible', async (_, task, fields) => {
  const run = await makeSite().apply(play(`- ${task}\n${debug("{{ r | sort | join(' ') }}")}`));
  expect(messages(run, 'read')).toEqual([fields]);
});

test('a template in a subdirectory is rendered with those beside it', async () => {
  const site = makeSite();
  site.write('templates/etc/a.j2', "{% import 'macros.j2' as m %}{{ m.twice('x') }}");
  site.write('templates/etc/macros.j2', '{% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}');
  const dest = site.path('web1', 'a');
  await site.apply(play(`- { template: { src: etc/a.j2, dest: ${dest} } }\n`));
  expect(site.read('a')).toBe('xx');
});
