import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

/** What a block's rescue sees of a task, as JSON. */
const rescued = (task: string, shown: string): string =>
  play(`
    - block:
        - ${task}
      rescue:
        - { name: rescue, copy: { dest: <%= root %>/seen, content: "<%= JSON.stringify(${shown}) %>" } }
  `);

describe('a mistake that comes up once a task has run', () => {
  test.each([
    ['changed_when', 'changed_when: r.nokey'],
    ['failed_when', 'failed_when: r.stdout.length'],
    ['until', 'until: r.nokey, delay: 0'],
  ])('in %s is a failure of the task, which has changed something', async (keyword, condition) => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - block:
            - { name: t, command: echo hi, register: r, ${condition} }
          rescue: [{ name: rescue, copy: { dest: <%= root %>/seen, content: "<%= r.stdout %> <%= r.failed %>" } }]
          always: [{ name: always, command: "true" }]
      `),
    );
    expect(run.ends).toEqual(['t: failed', 'rescue: changed', 'always: changed']);
    expect(run.named('t')[0]).toMatchObject({ failure: { message: expect.stringContaining(`${keyword}: `) } });
    expect(run.named('t')[0]?.changes).not.toEqual([]);
    expect(site.read('seen')).toBe('hi true');
    expect(run.exitCode).toBe(0);
  });

  test('is ignored where failures are', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: t, command: echo hi, register: r, changed_when: r.nokey, ignore_errors: true }
        - { name: after, command: "true" }
      `),
    );
    expect(run.ends).toEqual(['t: ignored', 'after: changed']);
  });
});

describe('a mistake in a keyword', () => {
  test.each([
    ['retries', 'retries: <%= "abc" %>, until: false', 'retries must be a number, not "abc"'],
    ['delay', 'delay: <%= "soon" %>, retries: 1', 'delay must be a number, not "soon"'],
    ['async', 'async: <%= "long" %>, poll: 0', 'async must be a number, not "long"'],
    ['loop', 'loop: <%= "abc" %>', 'loop needs a list, not a string'],
    ['delegate_to', 'delegate_to: "<%= [1] %>"', 'delegate_to must be the name of a host, not [1]'],
    ['notify', 'notify: "<%= `no ${inventory_hostname}` %>"', 'notify: there is no handler no web1'],
  ])('%s is a failure of the task, told, registered and rescued', async (_, keyword, message) => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - block:
            - { name: t, command: touch <%= root %>/made, register: r, ${keyword} }
          rescue: [{ name: rescue, copy: { dest: <%= root %>/seen, content: "<%= r.failed %>" } }]
      `),
    );
    expect(run.ends.map((end) => end.replace(/ \[.*\]/, ''))).toEqual(['t: failed', 'rescue: changed']);
    expect(run.named('t')[0]?.failure?.message).toBe(message);
    expect(site.list()).toEqual(['seen']);
    expect(site.read('seen')).toBe('true');
  });

  test('loop is told of, not the item that its condition would read', async () => {
    const loop = 'loop: <%= "abc" %>, when: item.x == 1, ignore_errors: true';
    const run = await makeSite().apply(play(`- { name: t, command: "true", ${loop} }`));
    expect(run.named('t')[0]?.failure?.message).toBe('loop needs a list, not a string');
  });

  test.each([
    ['which read an item', 'item > 0 && n < 1', 'may-change'],
    ['which do not hold for any', 'false', 'skipped'],
  ])('loop over what a dry run cannot know has conditions %s', async (_, when, end) => {
    const run = await makeSite().check(
      play(`
        - { name: ask, command: touch <%= root %>/a, register: asked }
        - { name: t, command: "true", loop: "<%= asked.stdout_lines %>", loop_control: { index_var: n }, when: ${when} }
      `),
    );
    expect(run.ends).toEqual(['ask: would-change', `t: ${end}`]);
  });

  test('loop is none where the conditions do not hold', async () => {
    const run = await makeSite().apply(play('- { name: t, command: "true", when: 1 == 2, loop: <%= "abc" %> }'));
    expect(run.ends).toEqual(['t: skipped']);
  });
});

describe('ansible_failed_result', () => {
  test('of a command is what it registers', async () => {
    const site = makeSite();
    await site.apply(rescued('{ name: t, shell: "echo out; echo err >&2; exit 3" }', 'ansible_failed_result'));
    expect(JSON.parse(site.read('seen'))).toMatchObject({
      rc: 3,
      stdout: 'out',
      stderr: 'err',
      changed: true,
      failed: true,
      msg: expect.any(String),
    });
  });

  test('of a loop holds the result of every item, and each was tried', async () => {
    const site = makeSite();
    const loop = '{ name: t, shell: "exit <%= item %>", loop: [0, 1, 0] }';
    const run = await site.apply(rescued(loop, 'ansible_failed_result'));
    expect(run.ends).toEqual(['t [0]: changed', 't [1]: failed', 't [0]: changed', 'rescue: changed']);
    expect(run.hosts['web1']).toMatchObject({ failed: 0, rescued: 1 });
    expect(JSON.parse(site.read('seen'))).toMatchObject({
      failed: true,
      msg: 'one or more items failed',
      results: [{ failed: false }, { failed: true, rc: 1, item: 1 }, { failed: false }],
    });
  });

  test('of a task that can not be rendered tells why', async () => {
    const site = makeSite();
    await site.apply(rescued('{ name: t, command: echo <%= groups.nope %> }', 'ansible_failed_result'));
    expect(JSON.parse(site.read('seen'))).toMatchObject({ failed: true, msg: expect.stringContaining('nope') });
  });

  test('goes with ansible_failed_task', async () => {
    const site = makeSite();
    await site.apply(
      rescued('{ name: t, command: "false", register: r, tags: [a], when: 1 == 1 }', 'ansible_failed_task'),
    );
    expect(JSON.parse(site.read('seen'))).toEqual({
      name: 't',
      action: 'command',
      args: { cmd: 'false', _raw_params: 'false' },
      register: 'r',
      tags: ['a'],
      when: ['1 == 1'],
      loop: null,
      loop_control: null,
      delegate_to: null,
      become_user: null,
      no_log: false,
      ignore_errors: false,
      run_once: false,
    });
  });

  test('goes with the parameters of the failed item in ansible_failed_task', async () => {
    const site = makeSite();
    site.give('blocked', 'a file');
    const task =
      '{ name: t, copy: { dest: "<%= root %>/<%= item %>/b", content: x, mode: "{{ omit }}" }, loop: [blocked] }';
    await site.apply(rescued(task, 'ansible_failed_task'));
    expect(JSON.parse(site.read('seen'))).toMatchObject({
      action: 'copy',
      args: { dest: expect.stringMatching(/\/blocked\/b$/) as unknown, content: 'x' },
      loop: ['blocked'],
      loop_control: { loop_var: 'item', index_var: null },
    });
    expect(site.read('seen')).not.toContain('mode');
  });

  test('shows a parameter as written in ansible_failed_task if it can not be evaluated', async () => {
    const site = makeSite();
    await site.apply(rescued('{ name: t, command: echo <%= hostvars.nope.x %> }', 'ansible_failed_task'));
    expect(JSON.parse(site.read('seen'))).toMatchObject({ args: { cmd: 'echo <%= hostvars.nope.x %>' } });
  });
});

describe('a failed item of a loop', () => {
  test('keeps no other from being tried, in one batch or several', async () => {
    const site = makeSite();
    site.give('blocked', 'a file');
    const copies = '{ name: t, copy: { dest: "<%= root %>/<%= item %>", content: x }, loop: [a, blocked/b, c] }';
    const run = await site.apply(play(`- ${copies}\n- { name: after, copy: { dest: <%= root %>/d, content: x } }`));
    expect(run.ends).toEqual(['t [a]: changed', 't [blocked/b]: failed', 't [c]: changed']);
    expect(site.list()).toEqual(['a', 'blocked', 'c']);
    expect(run.exitCode).toBe(1);
  });

  test('in the middle of a batch: those after it are planned anew', async () => {
    const site = makeSite();
    const lines = `
      - name: t
        lineinfile: { path: <%= root %>/list, line: <%= item %>, create: true, validate: "<%= item === 'bad' ? 'false' : 'true' %> %s" }
        loop: [one, bad, two]
        register: r
        ignore_errors: <%= false %>
    `;
    const run = await site.apply(play(lines.replace('        ignore_errors: <%= false %>\n', '')));
    expect(run.ends).toEqual(['t [one]: changed', 't [bad]: failed', 't [two]: changed']);
    expect(site.read('list')).toBe('one\ntwo\n');
  });

  test('leaves nothing registered or set by tasks that were queued behind it', async () => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - block:
            - { name: bad, copy: { dest: <%= root %>/no/such/x, content: x, validate: "false %s" } }
            - { name: file, file: { path: <%= root %>/f, state: touch, mode: "0600" } }
            - { name: one, copy: { dest: <%= root %>/one, content: x, validate: "false %s" } }
            - { name: two, copy: { dest: <%= root %>/two, content: x }, register: late }
            - { name: fact, set_fact: { kept: yes } }
          rescue:
            - { name: rescue, copy: { dest: <%= root %>/seen, content: "<%= defined(late) %> <%= defined(kept) %>" } }
      `),
    );
    expect(run.ends.at(-1)).toBe('rescue: changed');
    expect(site.read('seen')).toBe('false false');
  });
});

describe('registers the same results as Ansible', () => {
  const seen = async (task: string, shown: string): Promise<unknown> => {
    const site = makeSite();
    await site.apply(
      play(`
        - ${task}
        - { copy: { dest: <%= root %>/seen, content: "<%= JSON.stringify(${shown}) %>" } }
      `),
    );
    return JSON.parse(site.read('seen'));
  };

  test('a failed command has changed something', async () => {
    const task = '{ command: "false", register: r, ignore_errors: true }';
    expect(await seen(task, '[r.changed, r.failed, r.rc]')).toEqual([true, true, 1]);
  });

  test('failed_when_result says what failed_when said', async () => {
    const task = '{ command: "false", register: r, failed_when: r.rc > 1 }';
    expect(await seen(task, '[r.failed_when_result, r.failed]')).toEqual([false, false]);
  });

  test('attempts are counted up to the one that was good', async () => {
    const task =
      '{ shell: "echo x >> <%= root %>/n; wc -l < <%= root %>/n", register: r, until: r.stdout == "2", delay: 0 }';
    expect(await seen(task, '[r.attempts, r.failed]')).toEqual([2, false]);
  });

  test('attempts that were all in vain are as many as the retries, and the message says how many there were', async () => {
    const site = makeSite();
    const task =
      '{ name: t, command: echo x, register: r, until: r.rc == 9, retries: 2, delay: 0, ignore_errors: true }';
    const run = await site.apply(
      play(`
        - ${task}
        - { copy: { dest: <%= root %>/seen, content: "<%= JSON.stringify([r.attempts, r.changed, r.failed]) %>" } }
      `),
    );
    expect(JSON.parse(site.read('seen'))).toEqual([2, true, true]);
    expect(run.named('t')[0]?.failure?.message).toBe('until is still false after 3 attempts');
  });
});

test('a full disk is named before the error message of the command', async () => {
  const said = 'cp: error writing /tmp/x: No space left on device';
  const run = await makeSite().apply(play(`- { name: t, shell: "echo '${said}' >&2; exit 1" }`));
  expect(run.named('t')[0]?.failure?.message).toMatch(
    /^the disk of \/\S* (has too little room|is full): cp: error writing/,
  );
});
