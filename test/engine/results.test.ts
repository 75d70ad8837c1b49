import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('register', () => {
  const playbook = play(`
    - { name: write, copy: { dest: <%= root %>/a, content: one }, register: written }
    - name: follow
      copy: { dest: <%= root %>/b, content: two }
      when: written.changed
    - name: not
      copy: { dest: <%= root %>/c, content: two }
      when: "!written.changed"
  `);

  test("of a state module is its diff's, and ends no batch", async () => {
    const site = makeSite();
    const run = await site.apply(playbook);
    expect(run.ends).toEqual(['write: changed', 'follow: changed', 'not: skipped']);
    expect(run.batches).toBe(1);
    expect((await site.apply(playbook)).ends).toEqual(['write: ok', 'follow: skipped', 'not: changed']);
  });

  test('of a state module is known in check mode', async () => {
    expect((await makeSite().check(playbook)).ends).toEqual([
      'write: would-change',
      'follow: would-change',
      'not: skipped',
    ]);
  });

  const command = play(`
    - { name: ask, command: echo hello, register: asked }
    - name: use
      copy: { dest: <%= root %>/a, content: <%= asked.stdout %> }
      when: asked.rc == 0
  `);

  test('of a command holds its output, which the next task reads', async () => {
    const site = makeSite();
    expect((await site.apply(command)).ends).toEqual(['ask: changed', 'use: changed']);
    expect(site.read('a')).toBe('hello');
  });

  test('of a command is not known in check mode', async () => {
    expect((await makeSite().check(command)).ends).toEqual(['ask: would-change', 'use: may-change']);
  });

  test('output is data: it is never evaluated', async () => {
    const site = makeSite();
    site.give('evil', '<%= root %>');
    await site.apply(
      play(`
        - { command: cat <%= root %>/evil, register: asked }
        - { copy: { dest: <%= root %>/a, content: <%= asked.stdout %> } }
      `),
    );
    expect(site.read('a')).toBe('<%= root %>');
  });

  test('of a skipped task says so', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: none, command: "false", when: 1 == 2, register: asked }
        - { name: then, copy: { dest: <%= root %>/a, content: x }, when: asked.skipped }
      `),
    );
    expect(run.ends).toEqual(['none: skipped', 'then: changed']);
  });
});

describe('loops', () => {
  const playbook = play(`
    - name: write
      copy: { dest: <%= root + '/' + item.name %>, content: <%= item.text %> }
      loop: [{ name: a, text: one }, { name: b, text: two }]
      register: written
    - name: sum
      copy: { dest: <%= root %>/sum, content: "<%= written.results.map((one) => one.changed).join() %>" }
      when: written.changed
  `);

  test('register a result for each item', async () => {
    const site = makeSite();
    site.give('a', 'one');
    expect((await site.apply(playbook)).ends).toEqual(['write [a]: ok', 'write [b]: changed', 'sum: changed']);
    expect(site.read('sum')).toBe('false,true');
  });

  test('say of each result which item it is of', async () => {
    const run = await makeSite().apply(
      play(`
        - name: ask
          command: echo <%= site.name %>
          loop: [{ name: a }, { name: b }]
          loop_control: { loop_var: site, index_var: at }
          register: asked
        - { name: plain, command: echo, loop: [x], register: plain }
        - name: after
          assert:
            that:
              - asked.results.map((one) => one.site.name + one.at + one.stdout + one.ansible_loop_var).join() == 'a0asite,b1bsite'
              - asked.results[0].ansible_index_var == 'at'
              - plain.results[0].item == 'x' && plain.results[0].ansible_loop_var == 'item'
      `),
    );
    expect(run.named('after')[0]).toMatchObject({ status: 'ok' });
  });

  test('over an output: known in apply, one may-change in check mode', async () => {
    const over = play(`
      - { name: ask, shell: "printf 'x\\\\ny\\\\n'", register: asked }
      - { name: write, copy: { dest: "<%= root %>/<%= item %>", content: z }, loop: <%= asked.stdout_lines %> }
    `);
    const site = makeSite();
    expect((await site.check(over)).ends).toEqual(['ask: would-change', 'write: may-change']);
    expect((await site.apply(over)).ends).toEqual(['ask: changed', 'write [x]: changed', 'write [y]: changed']);
  });

  test('of nothing register an empty list, and are skipped', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: none, command: "false", loop: [], register: asked }
        - { name: after, assert: { that: asked.skipped && asked.results.length == 0 } }
      `),
    );
    expect(run.exitCode).toBe(0);
    expect(run.named('after').map(({ status }) => status)).toEqual(['ok']);
  });
});

describe('conditions on its own result', () => {
  test.each([
    ['changed_when: false', 'command: echo hi', 'ok'],
    ['changed_when: asked.stdout == "hi"', 'command: echo hi', 'changed'],
    ['changed_when: asked.stdout == "ho"', 'command: echo hi', 'ok'],
    ['failed_when: asked.stdout == "hi"', 'command: echo hi', 'failed'],
    ['failed_when: false', 'command: "false"', 'changed'],
    ['failed_when: asked.rc > 1', 'command: "false"', 'changed'],
    ['failed_when: asked.rc > 0', 'command: "false"', 'failed'],
    ['changed_when: false', 'command: "false"', 'failed'],
  ])('%s on %s: %s', async (keyword, module, status) => {
    const run = await makeSite().apply(play(`- name: ask\n  ${module}\n  ${keyword}\n  register: asked`));
    expect(run.ends).toEqual([`ask: ${status}`]);
    expect(run.exitCode).toBe(status === 'failed' ? 1 : 0);
  });

  test('until repeats, and counts the attempts', async () => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - name: ask
          shell: echo x >> <%= root %>/tries; wc -l < <%= root %>/tries
          register: asked
          until: asked.stdout == '3'
          retries: 5
          delay: 0
        - { name: see, assert: { that: asked.attempts == 3 } }
      `),
    );
    expect(run.ends).toEqual(['ask: changed', 'see: ok']);
    expect(site.read('tries')).toBe('x\nx\nx\n');
  });

  test('until gives up after its retries', async () => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - name: ask
          shell: echo x >> <%= root %>/tries
          register: asked
          until: asked.stdout == 'never'
          retries: 2
          delay: 0
      `),
    );
    expect(run.ends).toEqual(['ask: failed']);
    expect(site.read('tries')).toBe('x\nx\nx\n');
  });

  test('an ignored failure is reported, and the next task runs', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: fails, command: "false", ignore_errors: true, register: asked }
        - { name: next, assert: { that: asked.failed } }
      `),
    );
    expect(run.ends).toEqual(['fails: ignored', 'next: ok']);
    expect(run.exitCode).toBe(0);
  });
});

test('a failure ends the tasks, and is reported with command, status and stderr', async () => {
  const site = makeSite();
  const run = await site.apply(
    play(`
      - { name: first, copy: { dest: <%= root %>/a, content: x } }
      - { name: fails, shell: echo why >&2; exit 3 }
      - { name: never, copy: { dest: <%= root %>/b, content: x } }
    `),
  );
  expect(run.ends).toEqual(['first: changed', 'fails: failed']);
  expect(run.named('fails')[0]?.failure).toMatchObject({
    exitStatus: 3,
    stderr: 'why',
    message: expect.stringContaining('why'),
  });
  expect(site.list()).toEqual(['a']);
  expect(run.exitCode).toBe(1);
  expect(run.hosts['web1']).toMatchObject({ status: 'failed', changed: 1, failed: 1 });
});

test.each([
  ['what the task says', 'wait_for: { path: <%= root %>/a, timeout: 1, msg: It never came. }', 'It never came.', 1],
  [
    "the last word of a module's script",
    `copy: { content: x, dest: <%= root %>/a, validate: "sh -c 'echo bad >&2; exit 4' %s" }`,
    'bad',
    4,
  ],
  ['how a command ended, and its last word', 'shell: echo a >&2; echo b >&2; exit 3', 'b (exit status 3)', 3],
  ['how a command ended that only prints', 'shell: echo a; exit 3', 'a (exit status 3)', 3],
])('the message of a failure is %s, with the exit status beside it', async (_, task, message, exitStatus) => {
  const run = await makeSite().apply(
    play(`
      - name: fails
        ${task}
        register: asked
        ignore_errors: true
      - { name: see, assert: { that: "asked.msg == '${message}'" } }
    `),
  );
  expect(run.named('fails')[0]?.failure).toMatchObject({ message, exitStatus });
  expect(run.ends).toEqual(['fails: ignored', 'see: ok']);
});

test('a vault-encrypted file is not sent encrypted', async () => {
  const site = makeSite();
  site.give('secret', '$ANSIBLE_VAULT;1.1;AES256\n3130\n');
  const run = await site.apply(play('- { name: send, copy: { src: <%= root %>/secret, dest: <%= root %>/b } }'));
  expect(run.named('send')[0]?.failure?.message).toMatch(/secret is encrypted with a vault/);
  expect(site.list()).toEqual(['secret']);
});

describe('set_fact', () => {
  test.each([
    ['a value that is not known', '{ set_fact: { fresh: "<%= asked.rc == 0 %>" } }', 'fresh'],
    ['a condition that is not known', '{ set_fact: { fresh: true }, when: asked.rc == 0 }', 'fresh'],
    ['an item that is not known', '{ set_fact: { fresh: true }, loop: "<%= asked.stdout_lines %>" }', 'fresh'],
  ])('of %s makes a variable that is not known, in check mode', async (_, fact, condition) => {
    const run = await makeSite().check(
      play(`
        - { name: ask, command: echo hello, register: asked }
        - ${fact}
        - { name: use, command: "true", when: ${condition} }
        - { set_fact: { fresh: 1 } }
        - { name: known, command: "true", when: fresh == 1 }
      `),
    );
    expect(run.ends).toEqual([
      'ask: would-change',
      'set_fact: skipped',
      'use: may-change',
      'set_fact: ok',
      'known: would-change',
    ]);
  });
});

describe('include_vars', () => {
  test.each([
    ['a file that is not known', 'include_vars: "<%= asked.stdout %>.yml"'],
    ['a condition that is not known', 'include_vars: { file: one.yml }, when: asked.rc == 0'],
  ])('of %s makes variables that are not known, in check mode', async (_, include) => {
    const site = makeSite();
    site.write('one.yml', 'given: 1\n');
    const run = await site.check(
      play(`
        - { name: ask, command: echo one, register: asked }
        - { name: include, ${include} }
        - { name: use, command: "true", when: given == 1 }
        - { name: known, include_vars: one.yml }
        - { name: again, command: "true", when: given == 1 }
      `),
    );
    expect(run.ends).toEqual([
      'ask: would-change',
      'include: skipped',
      'use: may-change',
      'known: ok',
      'again: would-change',
    ]);
  });
});
