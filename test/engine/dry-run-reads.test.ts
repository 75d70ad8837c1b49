import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});
afterEach(() => site.remove());

const reads = (command: string, keywords = '') => `
- name: reads
  command: ${command}
  check_mode: false
  changed_when: false
  register: read
  ${keywords}
- name: uses
  debug: { msg: '{{ read.stdout_lines[0] }}' }
`;
const playOf = (first: string, rest: string) =>
  `- hosts: all\n  gather_facts: false\n  tasks:\n${(first + rest).replace(/^(?=.)/gm, '  ')}`;
const MAKES = `- { name: makes, copy: { content: x, dest: '{{ root }}/made' } }`;

test('a command in a dry run may fail because earlier tasks have not made their changes: its result is unknown', async () => {
  const { exitCode, ends } = await site.check(playOf(MAKES, reads("cat '{{ root }}/made'")));
  expect(ends).toEqual(['makes: would-change', 'reads: may-change', 'uses: skipped']);
  expect(exitCode).toBe(0);
});

test('so may a program be missing whose failure is no failure of the task', async () => {
  const { ends } = await site.check(playOf(MAKES, reads('no-such-program-here', 'failed_when: false')));
  expect(ends.slice(0, 2)).toEqual(['makes: would-change', 'reads: may-change']);
});

test('without an earlier change, its failure counts', async () => {
  const { ends } = await site.check(playOf('', reads("cat '{{ root }}/made'")));
  expect(ends).toEqual(['reads: failed']);
});

test('a message with changed_when is told as a dry run finds it, as what would change is; its handler is notified', async () => {
  const play = (changed: string): string =>
    `${playOf(
      '',
      `
- { name: says, debug: { msg: hello }, changed_when: ${changed}, notify: hears }
`,
    )}
  handlers:
    - { name: hears, copy: { content: x, dest: '{{ root }}/heard' } }
`;
  const { exitCode, ends } = await site.check(play('true'));
  expect([exitCode, ends]).toEqual([0, ['says: changed', 'hears: would-change']]);
  expect((await site.check(play('false'))).ends).toEqual(['says: ok']);
});

const asks = (setting: string, expressions: Readonly<Record<'there' | 'missing' | 'read', string>>): string => `
- { name: asks, command: x, register: answer }
${setting}
- { name: there, debug: { msg: it is }, when: "${expressions.there}" }
- { name: missing, debug: { msg: it is not }, when: "${expressions.missing}" }
- { name: read, debug: { msg: "${expressions.read}" } }
`;

const inJinja = (name: string, setting: string): string =>
  asks(setting, {
    there: `${name} is defined`,
    missing: `${name} is undefined`,
    read: `{{ ${name} | default('none') }}`,
  });

const inEjs = (name: string, setting: string): string =>
  asks(setting, { there: `defined('${name}')`, missing: `!defined(${name})`, read: `<%= ${name} ?? 'none' %>` });

test.each([
  ['set_fact', inJinja('fact', "- { name: sets, set_fact: { fact: 1 }, when: answer.stdout == 'yes' }")],
  ['set_fact in EJS', inEjs('fact', "- { name: sets, set_fact: { fact: 1 }, when: answer.stdout === 'yes' }")],
  ['a loop', inJinja('fact', "- { name: sets, set_fact: { fact: '{{ item }}' }, loop: '{{ answer.stdout_lines }}' }")],
  ['include_vars', inJinja('extra', "- { name: sets, include_vars: extra.yml, when: answer.stdout == 'yes' }")],
  ['include_vars of a computed file', inJinja('extra', "- { name: sets, include_vars: '{{ answer.stdout }}.yml' }")],
  ['a file of tasks', inJinja('fact', "- { name: sets, include_tasks: more.yml, when: answer.stdout == 'yes' }")],
  ['a computed file of tasks', inJinja('fact', "- { name: sets, include_tasks: '{{ answer.stdout }}re.yml' }")],
  ['what such a file registers', inJinja('asked', "- { include_tasks: more.yml, when: answer.stdout == 'yes' }")],
  ['what such a file reads', inJinja('extra', "- { include_tasks: more.yml, when: answer.stdout == 'yes' }")],
  ['include_vars in EJS', inEjs('extra', "- { name: sets, include_vars: extra.yml, when: answer.stdout === 'yes' }")],
])('where a condition is not known, neither is whether a variable is set by %s', async (_, tasks) => {
  site.write('extra.yml', 'extra: 1\n');
  const more = '- set_fact: { fact: 1 }\n- block: [{ command: x, register: asked }]\n- include_vars: extra.yml\n';
  site.write('more.yml', more);
  const { ends } = await site.check(playOf('', tasks));
  expect(ends.slice(-3)).toEqual(['there: skipped', 'missing: skipped', 'read: skipped']);
});

const BEFORE = '- { name: before, set_fact: { fact: 0 } }';
test.each([
  ['the condition holds', '', inJinja('fact', '- { name: sets, set_fact: { fact: "{{ answer.stdout }}" } }')],
  ['it had a value', BEFORE, inJinja('fact', '- { name: sets, set_fact: { fact: 1 }, when: answer.stdout == "y" }')],
  ['the same in EJS', BEFORE, inEjs('fact', '- { name: sets, set_fact: { fact: 1 }, when: answer.stdout === "y" }')],
])('a variable whose value is not known is defined where %s', async (_, before, tasks) => {
  const { ends } = await site.check(playOf(before, tasks));
  expect(ends.slice(-3)).toEqual(['there: ok', 'missing: skipped', 'read: skipped']);
});
