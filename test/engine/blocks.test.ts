import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('block', () => {
  const block = (inner: string): string =>
    play(`
      - { name: before, copy: { dest: <%= root %>/before, content: x } }
      - block:
          - { name: first, copy: { dest: <%= root %>/first, content: x } }
          - ${inner}
          - { name: last, copy: { dest: <%= root %>/last, content: x } }
        rescue:
          - { name: rescue, copy: { dest: <%= root %>/rescue, content: "<%= ansible_failed_task.name %>" } }
        always:
          - { name: always, copy: { dest: <%= root %>/always, content: x } }
      - { name: after, copy: { dest: <%= root %>/after, content: x } }
    `);

  test('without a failure runs always and no rescue', async () => {
    const run = await makeSite().apply(block('{ name: ok, command: "true" }'));
    expect(run.ends.map((end) => end.split(':')[0])).toEqual(['before', 'first', 'ok', 'last', 'always', 'after']);
    expect(run.exitCode).toBe(0);
  });

  test('with a failure runs rescue, then always, and goes on', async () => {
    const site = makeSite();
    const run = await site.apply(block('{ name: bad, command: "false" }'));
    expect(run.ends).toEqual([
      'before: changed',
      'first: changed',
      'bad: failed',
      'rescue: changed',
      'always: changed',
      'after: changed',
    ]);
    expect(site.read('rescue')).toBe('bad');
    expect(run.exitCode).toBe(0);
    expect(run.hosts['web1']).toMatchObject({ failed: 0, rescued: 1 });
  });

  test('without rescue fails after always', async () => {
    const run = await makeSite().apply(
      play(`
        - block: [{ name: bad, command: "false" }]
          always: [{ name: always, copy: { dest: <%= root %>/always, content: x } }]
        - { name: after, command: "true" }
      `),
    );
    expect(run.ends).toEqual(['bad: failed', 'always: changed']);
    expect(run.exitCode).toBe(1);
  });

  test('counts as rescued what failed in its block and again in its always', async () => {
    const run = await makeSite().apply(
      play(`
- block:
    - block: [{ name: one, command: "false" }]
      always: [{ name: two, command: "false" }]
  rescue: [{ name: rescue, command: "true" }]
`),
    );
    expect(run.ends).toEqual(['one: failed', 'two: failed', 'rescue: changed']);
    expect(run.hosts['web1']).toMatchObject({ failed: 0, rescued: 2, status: 'changed' });
  });

  test('stays failed where its always ends the host', async () => {
    const run = await makeSite().apply(
      play('- { block: [{ name: fails, command: "false" }], always: [{ meta: end_host }] }\n'),
    );
    expect(run.hosts['web1']?.status).toBe('failed');
    expect(run.exitCode).toBe(1);
  });

  test('whose rescue the tags leave empty does not rescue', async () => {
    const run = await makeSite().apply(
      play(`
- block:
    - block: [{ name: fails, command: "false", tags: [a] }]
      rescue: [{ name: inner, command: "true" }]
  rescue: [{ name: outer, command: "true", tags: [a] }]
`),
      { tags: { only: ['a'], skip: [] } },
    );
    expect(run.ends).toEqual(['fails: failed', 'outer: changed']);
  });

  test('a failure before the block is not rescued by it', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: bad, command: "false" }
        - block: [{ name: inner, command: "true" }]
          rescue: [{ name: rescue, command: "true" }]
      `),
    );
    expect(run.ends).toEqual(['bad: failed']);
  });

  test('passes when, become_user, environment and tags on to its tasks', async () => {
    const site = makeSite();
    const run = await site.apply(
      play(`
        - when: 1 == 1
          environment: { GREETING: hello }
          block:
            - { name: env, shell: "printf %s \\"$GREETING\\" > <%= root %>/env" }
        - when: 1 == 2
          block:
            - { name: none, command: "false" }
      `),
    );
    expect(run.ends).toEqual(['env: changed', 'none: skipped']);
    expect(site.read('env')).toBe('hello');
  });
});

describe('include_tasks', () => {
  test('runs the file for each item of its loop', async () => {
    const site = makeSite();
    site.write('each.yml', '- { name: each, copy: { dest: "<%= root %>/<%= item %>", content: x } }\n');
    const run = await site.apply(
      play('- { include_tasks: each.yml, loop: [a, b] }\n- { name: after, command: "true" }'),
    );
    expect(run.ends).toEqual([
      'include_tasks [a]: ok',
      'include_tasks [b]: ok',
      'each: changed',
      'each: changed',
      'after: changed',
    ]);
    expect(site.list()).toEqual(['a', 'b']);
  });

  test('sees a result of the tasks before it', async () => {
    const site = makeSite();
    site.write('each.yml', '- { name: each, copy: { dest: "<%= root %>/<%= which %>", content: x } }\n');
    const run = await site.apply(
      play(`
        - { command: echo a, register: asked }
        - { include_tasks: each.yml, vars: { which: <%= asked.stdout %> }, when: asked.rc == 0 }
      `),
    );
    expect(run.exitCode).toBe(0);
    expect(site.list()).toEqual(['a']);
  });

  test('whose condition is not known is a may-change in check mode, and the rest goes on', async () => {
    const site = makeSite();
    site.write('each.yml', '- { name: each, copy: { dest: "<%= root %>/x", content: x } }\n');
    const playbook = play(`
      - { name: ask, command: echo a, register: asked }
      - { name: include, include_tasks: each.yml, when: asked.stdout == 'a' }
      - { name: after, copy: { dest: <%= root %>/after, content: x } }
    `);
    const run = await site.check(playbook);
    expect(run.exitCode).toBe(0);
    expect(run.ends).toContain('after: would-change');
    expect(run.ends.some((end) => end.endsWith('may-change'))).toBe(true);
  });

  test('whose loop is not known is a may-change in check mode, and the rest goes on', async () => {
    const site = makeSite();
    site.write('each.yml', '- { name: each, copy: { dest: "<%= root %>/<%= item %>", content: x } }\n');
    const playbook = play(`
      - { name: ask, command: echo a, register: asked }
      - { name: include, include_tasks: each.yml, loop: <%= asked.stdout_lines %> }
      - { name: after, copy: { dest: <%= root %>/after, content: x } }
    `);
    expect((await site.check(playbook)).exitCode).toBe(0);
    expect((await site.apply(playbook)).ends).toEqual([
      'ask: changed',
      'include [a]: ok',
      'each: changed',
      'after: changed',
    ]);
  });
});

test.each([
  ['its rescue fails too', "rescue: [{ name: second, command: 'false' }]"],
  ['only its always fails again', "always: [{ name: second, command: 'false' }]"],
])('ansible_failed_task is that of the last failure, if %s', async (_, section) => {
  const run = await makeSite().apply(
    play(`
    - block:
        - block: [{ name: first, command: "false" }]
          ${section}
      rescue: [{ name: "after {{ ansible_failed_task.name }}", command: "true" }]
    `),
  );
  expect(run.ends).toEqual(['first: failed', 'second: failed', 'after second: changed']);
});

test('an always sees the failure that a rescue further out will handle', async () => {
  const run = await makeSite().apply(
    play(`
    - block:
        - block: [{ name: first, command: "false" }]
          rescue: [{ name: second, command: "false" }]
          always: [{ name: "sees {{ ansible_failed_task.name }}", command: "true" }]
        - block: []
      rescue: [{ name: "after {{ ansible_failed_task.name }}", command: "true" }]
    - block: [{ name: third, command: "false" }]
      always: [{ name: "still {{ ansible_failed_task.name }}", command: "true" }]
    `),
  );
  expect(run.ends.slice(2)).toEqual([
    'sees second: changed',
    'after second: changed',
    'third: failed',
    'still second: changed',
  ]);
});

describe('tags', () => {
  const playbook = play(`
    - { name: plain, command: "true" }
    - { name: web, command: "true", tags: web }
    - { name: db, command: "true", tags: [db] }
    - { name: always, command: "true", tags: always }
    - { name: never, command: "true", tags: [never, debug] }
    - block: [{ name: inner, command: "true" }]
      tags: web
  `);

  test.each<[string, string[], string[], string[]]>([
    ['none', [], [], ['plain', 'web', 'db', 'always', 'inner']],
    ['web', ['web'], [], ['web', 'always', 'inner']],
    ['debug', ['debug'], [], ['always', 'never']],
    ['all but web', [], ['web'], ['plain', 'db', 'always']],
    ['all but always', [], ['always'], ['plain', 'web', 'db', 'inner']],
    ['tagged', ['tagged'], [], ['web', 'db', 'always', 'inner']],
    ['untagged', ['untagged'], [], ['plain', 'always']],
  ])('%s', async (_, only, skip, names) => {
    const run = await makeSite().apply(playbook, { tags: { only, skip } });
    expect(run.ends.map((end) => end.split(':')[0])).toEqual(names);
  });
});
