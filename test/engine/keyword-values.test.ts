import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

test.each<[string, string, string]>([
  [
    'environment that is no mapping',
    'environment: "{{ 5 }}"',
    'environment must be a mapping of names to values, not "5"',
  ],
  [
    'environment with a name of no variable',
    'environment: "{{ {\'a b\': 1} }}"',
    'environment: "a b" is not a valid variable name',
  ],
  ['environment with a list in it', 'environment: { a: [1] }', 'environment: a must be a plain value, not [1]'],
  ['throttle that is no number', 'throttle: "{{ \'x\' }}"', 'throttle must be a number, not "x"'],
])('%s fails its task, which can be rescued, before it runs', async (_, keyword, message) => {
  const site = createSite();
  const run = await site.apply(
    play(
      `
      - block: [{ name: bad, command: "touch {{ root }}/ran", ${keyword} }]
        rescue: [{ name: "{{ ansible_failed_result.msg }}", debug: { msg: x } }]
      - { name: skipped, command: "true", ${keyword}, when: false }
    `,
      'gather_facts: false',
    ),
  );
  expect(run.ends).toEqual(['bad: failed', expect.stringContaining(message), 'skipped: skipped']);
  expect(run.exitCode).toBe(0);
  expect(site.list()).toEqual([]);
});

test('a path with a null byte is a failure of its task', async () => {
  const site = createSite();
  const run = await site.apply(
    play(
      String.raw`
      - { name: copied, copy: { src: "{{ 'a\0b' }}", dest: "{{ root }}/x" }, ignore_errors: true }
      - { name: included, include_tasks: "{{ 'a\0b' }}", ignore_errors: true }
      - { name: read, include_vars: "{{ 'a\0b' }}", ignore_errors: true }
      - { name: rendered, template: { src: "{{ 'a\0b' }}", dest: "{{ root }}/x" }, ignore_errors: true }
      - { name: written, copy: { content: x, dest: "{{ root }}/{{ 'a\0b' }}" }, ignore_errors: true }
      - { name: looked up, debug: { msg: "{{ lookup('file', 'a\0b') }}" }, ignore_errors: true }
      - { name: run, command: "echo {{ 'a\0b' }}", ignore_errors: true }
      - { name: last, command: "true" }
    `,
      'gather_facts: false',
    ),
  );
  expect(run.ends).toEqual([
    'copied: ignored',
    'included: ignored',
    'read: ignored',
    'rendered: ignored',
    'written: ignored',
    'looked up: ignored',
    'run: ignored',
    'last: changed',
  ]);
});

test('an environment that is not known yet is waited for, on another host too, and is never text', async () => {
  const site = createSite(['web1', 'web2']);
  const playbook = play(
    `
    - { name: ask, shell: "sleep 0.3; echo told", register: asked, when: inventory_hostname == 'web2' }
    - name: use
      shell: echo $WORD
      environment: { WORD: "{{ hostvars['web2'].asked.stdout }}" }
      register: used
    - { name: proof, assert: { that: "used.stdout == 'told'" } }
  `,
    'gather_facts: false',
  );
  expect((await site.check(playbook)).named('use').map(({ status }) => status)).toEqual(['may-change', 'may-change']);
  const run = await site.apply(playbook);
  expect(run.named('proof').map(({ status }) => status)).toEqual(['ok', 'ok']);
});
