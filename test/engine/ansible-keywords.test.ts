import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

test('module_defaults provide parameters, the innermost first; those of the task take precedence', async () => {
  const site = createSite();
  await site.apply(
    play(
      `
      - copy: { dest: "{{ root }}/play" }
      - block:
          - copy: { dest: "{{ root }}/block" }
          - ansible.builtin.copy: { dest: "{{ root }}/own", content: own }
        module_defaults: { ansible.builtin.copy: { content: block } }
    `,
      'gather_facts: false\nmodule_defaults: { copy: { content: play }, group/aws: { region: x } }',
    ),
  );
  expect(['play', 'block', 'own'].map((name) => site.read(name))).toEqual(['play', 'block', 'own']);
});

test('a block notifies for its tasks, unless they notify themselves', async () => {
  const site = createSite();
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - block:
        - { name: a, copy: { dest: "{{ root }}/a", content: x } }
        - { name: b, copy: { dest: "{{ root }}/b", content: x }, notify: two }
      notify: one
  handlers:
    - { name: one, debug: { msg: x } }
    - { name: two, debug: { msg: x } }
`);
  expect(run.ends).toEqual(['a: changed', 'b: changed', 'one: ok', 'two: ok']);
});

test('an import notifies for its tasks, and its async and until are for none of them', async () => {
  const site = createSite();
  site.write('roles/r/tasks/main.yml', '- { name: a, copy: { dest: "{{ root }}/a", content: x } }\n');
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { import_role: { name: r }, notify: told, async: 10, poll: 0, until: false }
  handlers:
    - { name: told, debug: { msg: x } }
`);
  expect(run.ends).toEqual(['a: changed', 'told: ok']);
});

test('a failed assertion registers its lines', async () => {
  const site = createSite();
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: a, assert: { that: 1 == 2, fail_msg: [b, c] }, register: r, ignore_errors: true }
    - { name: shown, debug: { msg: "{{ r.msg | join('+') }}" } }
`);
  expect(run.named('a')[0]).toMatchObject({ failure: { message: 'b\nc' } });
  expect(run.named('shown')[0]).toMatchObject({ message: 'b+c' });
});

test('user of a play is remote_user', async () => {
  const site = createSite();
  const run = await site.apply(`- hosts: all
  gather_facts: false
  user: deploy
  tasks:
    - { name: told, debug: { msg: "{{ ansible_user }}" } }
`);
  expect(run.named('told')[0]).toMatchObject({ message: 'deploy' });
});

test('a dependency has its own condition and tags', async () => {
  const site = createSite();
  site.write('roles/dep/tasks/main.yml', '- { name: "dep {{ which }}", debug: { msg: x } }\n');
  site.write('roles/top/tasks/main.yml', '- { name: top, debug: { msg: x } }\n');
  site.write(
    'roles/top/meta/main.yml',
    `
allow_duplicates: true
dependencies:
  - { role: dep, which: one, when: "which == 'two'" }
  - { role: dep, which: two, tags: [only] }
`,
  );
  const text = '- { hosts: all, gather_facts: false, roles: [top] }\n';
  expect((await site.apply(text)).ends).toEqual(['dep one: skipped', 'dep two: ok', 'top: ok']);
  const tagged = await site.apply(text, { tags: { only: ['only'], skip: [] } });
  expect(tagged.ends).toEqual(['dep two: ok']);
});

test('include is an import, or an include where it has a loop; a role that is missing fails where it is reached', async () => {
  const site = createSite();
  site.write('more.yml', '- { name: "more {{ item | default(v | default(1)) }}", debug: { msg: x } }\n');
  const run = await site.apply(
    play(
      `
      - include: more.yml
        vars: { v: static }
      - { include: more.yml, with_items: [1, 2] }
      - { include_role: { name: no.such.role }, when: false }
      - block: [{ include_role: { name: no.such.role }, when: inventory_hostname == 'web1' }]
        rescue: [{ name: rescued, debug: { msg: x } }]
    `,
      'gather_facts: false',
    ),
  );
  expect(run.ends.filter((end) => /more|rescued/.test(end))).toEqual([
    'more static: ok',
    'more 1: ok',
    'more 2: ok',
    'rescued: ok',
  ]);
});

test('a play sorts its hosts, and says how they are connected to where they do not', async () => {
  const site = createSite(['web1', 'web2', 'web3']);
  const run = await site.apply(
    play(
      `
      - { name: first, debug: { msg: "{{ ansible_play_hosts_all | join(' ') }} {{ ansible_user }}" } }
      - { name: once, debug: { msg: x }, run_once: true }`,
      'gather_facts: false\norder: reverse_sorted\nserial: 1\nremote_user: ann\nstrategy: free',
    ),
  );
  expect(run.named('first').map(({ host }) => host)).toEqual(['web3', 'web2', 'web1']);
  expect(run.named('first')[0]).toMatchObject({ message: expect.stringContaining(' ann') as unknown });
  expect(run.named('once').map(({ host }) => host)).toEqual(['web3']);
});

test('throttle bounds how many hosts do a task at once', async () => {
  const site = createSite(['web1', 'web2', 'web3']);
  const busy = `${site.directory}/busy`;
  const script = `mkdir ${busy} || exit 1; sleep 0.1; rmdir ${busy}`;
  const run = await site.apply(
    play(
      `- { name: alone, shell: "${script}", throttle: 1 }\n- { name: after, debug: { msg: x } }`,
      'gather_facts: false',
    ),
    { forks: 2 },
  );
  expect(run.named('alone').map(({ status }) => status)).toEqual(['changed', 'changed', 'changed']);
  expect(run.named('after')).toHaveLength(3);
});
