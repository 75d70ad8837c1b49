import { describe, expect, test } from '@jest/globals';
import type { EngineEvent } from '../../src/engine/events.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const BOTH = ['web1', 'web2'];

describe('an include is a task like any other', () => {
  test('a loop that is no list is the failure of its host alone', async () => {
    const site = makeSite(BOTH);
    site.write('x.yml', '- { name: inside, command: "true" }\n');
    const loop = `<%= inventory_hostname === 'web1' ? 'abc' : [1] %>`;
    const run = await site.apply(play(`- { name: inc, include_tasks: x.yml, loop: "${loop}" }`));
    expect(run.ends).toContain('web1 inc: failed');
    expect(run.ends).toContain('web2 inside: changed');
    expect(run.events.at(-1)).toMatchObject({ event: 'run.finished', exitCode: 1 });
  });

  test('it waits for the facts of a host that the play is not for', async () => {
    const site = makeSite(BOTH);
    site.write('os-Linux.yml', '- { name: inside, command: "true" }\n');
    const playbook = play('- include_tasks: "os-<%= hostvars.web2.ansible_system %>.yml"').replace(
      'hosts: all',
      'hosts: web1',
    );
    expect((await site.apply(playbook)).ends).toEqual(['web1 include_tasks: ok', 'web1 inside: changed']);
  });

  test('its failure is rescued', async () => {
    const run = await makeSite().apply(
      play(`
        - block: [{ name: inc, include_tasks: "nofile-<%= inventory_hostname %>.yml" }]
          rescue: [{ name: rescue, command: "true" }]
      `),
    );
    expect(run.ends).toEqual(['inc: failed', 'rescue: changed']);
    expect(run.exitCode).toBe(0);
    expect(run.named('inc')[0]?.failure?.message).toMatch(/nofile-web1\.yml/);
  });

  test('a mistake in a file that is only known in the run is rescued', async () => {
    const site = makeSite();
    site.write('tasks/bad-web1.yml', '- { debg: { msg: x } }\n');
    const run = await site.apply(
      play(`
        - block: [{ name: inc, include_tasks: "tasks/bad-<%= inventory_hostname %>.yml" }]
          rescue: [{ name: rescue, command: "true" }]
      `),
    );
    expect(run.ends).toEqual(['inc: failed', 'rescue: changed']);
  });

  test('its ignore_errors is its own', async () => {
    const site = makeSite();
    site.write('y.yml', '- { name: bad, command: "false" }\n- { name: after, command: "true" }\n');
    const run = await site.apply(play('- { name: inc, include_tasks: y.yml, ignore_errors: true }'));
    expect(run.ends).toEqual(['inc: ok', 'bad: failed']);
    expect(run.exitCode).toBe(1);
  });

  test('its own failure is ignored where it says so', async () => {
    const run = await makeSite().apply(
      play(`
        - { name: inc, include_tasks: "no-<%= inventory_hostname %>.yml", ignore_errors: true, register: r }
        - { name: after, command: "true", when: r.failed }
      `),
    );
    expect(run.ends).toEqual(['inc: ignored', 'after: changed']);
  });

  test('it registers what it includes before its tasks run, and a skipped one says so', async () => {
    const site = makeSite();
    site.write('x.yml', '- { name: inside, command: "true", when: r.include == "x.yml" }\n');
    const run = await site.apply(
      play(`
        - { name: inc, include_tasks: x.yml, register: r }
        - { name: none, include_tasks: x.yml, register: none, when: 1 == 2 }
        - { name: after, command: "true", when: none.skipped }
      `),
    );
    expect(run.ends).toEqual(['inc: ok', 'inside: changed', 'none: skipped', 'after: changed']);
  });

  test('all items of its loop are looked at before the first is run', async () => {
    const site = makeSite();
    site.write('x.yml', '- { name: inside, set_fact: { stop: true } }\n');
    const run = await site.apply(
      play(`
        - { set_fact: { stop: false } }
        - { name: inc, include_tasks: x.yml, loop: [a, b], when: "!stop" }
      `),
    );
    expect(run.ends.slice(1)).toEqual(['inc [a]: ok', 'inc [b]: ok', 'inside: ok', 'inside: ok']);
  });

  test('one that can not be known in a dry run may change anything', async () => {
    const site = makeSite();
    site.write('x.yml', '- { name: inside, command: "true" }\n');
    const run = await site.check(
      play('- { command: echo x, register: a }\n- { name: inc, include_tasks: x.yml, when: a.rc == 0 }'),
    );
    expect(run.ends.at(-1)).toBe('inc: may-change');
  });
});

describe('what is read in the run', () => {
  test.each([
    [
      'variables that are not there',
      'include_vars: "no-<%= inventory_hostname %>.yml"',
      'There are no variables at no-web1.yml',
    ],
    ['variables that are no YAML', 'include_vars: "bad-<%= inventory_hostname %>.yml"', 'is not closed'],
    [
      'a role that is not there',
      'include_role: { name: "role-<%= inventory_hostname %>" }',
      'There is no role role-web1',
    ],
    ['a fact that can not be worked out', 'set_fact: { x: "<%= groups.nope %>" }', 'no key nope'],
  ])('%s: a failure that is rescued', async (_, task, message) => {
    const site = makeSite();
    site.write('bad-web1.yml', 'a: [\n');
    const run = await site.apply(
      play(`
        - block: [{ name: t, ${task}, register: r }]
          rescue: [{ name: rescue, command: "true", when: r.failed }]
      `),
    );
    expect(run.ends).toEqual(['t: failed', 'rescue: changed']);
    expect(run.named('t')[0]?.failure?.message).toContain(message);
  });
});

test("a failure tells the place of the expression within the task's template", async () => {
  const site = makeSite();
  site.write('templates/page.ejs', 'one\n<%= hostvars.nope %>\n');
  const run = await site.apply(play('- { name: t, template: { src: page.ejs, dest: <%= root %>/page } }\n'));
  const { message, place } = run.named('t')[0]?.failure ?? {};
  expect([message, place?.replace(/^.*templates/, 'templates')]).toEqual([
    'The mapping has no key nope',
    'templates/page.ejs:2:14',
  ]);
});

test('an include costs a converged host no round trip', async () => {
  const site = makeSite();
  const files = (...names: string[]): string =>
    names.map((name) => `- { name: ${name}, copy: { dest: <%= root %>/${name}, content: x } }\n`).join('');
  site.write('more.yml', files('c', 'd'));
  const included = play(`${files('a', 'b')}- include_tasks: more.yml\n${files('e')}`);
  const imported = included.replace('include_tasks', 'import_tasks');
  const first = await site.apply(included);
  expect(first.batches).toBe(1);
  const trips = async (playbook: string) => (await site.apply(playbook)).hosts['web1']?.roundTrips;
  expect(await trips(included)).toBe(await trips(imported));
});

describe('an include that includes itself', () => {
  test('without an end fails with a clear message', async () => {
    const site = makeSite();
    site.write('main.yml', '- { include_tasks: "<%= itself %>" }\n');
    const run = await site.apply(play('- { include_tasks: main.yml, vars: { itself: main.yml } }'));
    expect(run.exitCode).toBe(1);
    expect(run.named('include_tasks').at(-1)?.failure).toMatchObject({
      message: 'main.yml is included 64 levels deep',
      hint: expect.stringContaining('when'),
    });
  });

  test('is stopped by a signal on its way', async () => {
    const site = makeSite();
    site.write('main.yml', '- { include_tasks: "<%= itself %>", loop: [1, 2] }\n');
    const stop = { requested: false };
    let isAsked = false;
    const onEvent = ({ event }: EngineEvent): void => {
      if (event !== 'task.started') return;
      if (!isAsked) setTimeout(() => (stop.requested = true), 0);
      isAsked = true;
    };
    const run = await site.apply(play('- { include_tasks: main.yml, vars: { itself: main.yml } }'), { stop, onEvent });
    expect(run.exitCode).toBe(130);
  });

  test('with a condition that ends it ends well', async () => {
    const site = makeSite();
    site.write(
      'main.yml',
      '- { set_fact: { n: "<%= n + 1 %>" } }\n- { include_tasks: "<%= itself %>", when: n < 20, vars: { itself: main.yml } }\n',
    );
    const run = await site.apply(
      play('- { set_fact: { n: <%= 0 %> } }\n- { include_tasks: main.yml, vars: { itself: main.yml } }'),
    );
    expect(run.exitCode).toBe(0);
  });
});

describe('what an include names is looked for', () => {
  const task = (name: string): string => `- { name: ${name}, command: "true" }\n`;

  test.each([
    ['include_tasks: tasks/x.yml'],
    ['import_tasks: tasks/x.yml'],
    ['include_tasks: "tasks/{{ n }}.yml"'],
    ['include_tasks: more/y.yml'],
  ])("in the role's directory: %s", async (include) => {
    const site = makeSite();
    site.write('roles/r/tasks/main.yml', `- { ${include}, vars: { n: x } }\n`);
    site.write('roles/r/tasks/x.yml', task('inside'));
    site.write('roles/r/more/y.yml', task('inside'));
    site.write('tasks/x.yml', task('beside'));
    const run = await site.apply('- { hosts: all, gather_facts: false, roles: [r] }\n');
    expect(run.ends.at(-1)).toBe('inside: changed');
  });

  test.each([
    ['a role', 'roles/r/tasks/deep/vars.yml', '{ include_role: { name: r } }'],
    ['a play', 'tasks/deep/vars.yml', '{ include_tasks: tasks/deep/vars.yml }'],
  ])('beside the file of the task, for variables in %s', async (_, path, first) => {
    const site = makeSite();
    site.write('roles/r/tasks/main.yml', '- include_tasks: deep/vars.yml\n');
    const includes = ['../../near/x.yml', 'y.yml', '../../near/{{ n }}.yml'].map(
      (name) => `- include_vars: "${name}"\n`,
    );
    site.write(path, `${includes.join('')}- { name: read, debug: { msg: "{{ x }} {{ y }} {{ z }}" } }\n`);
    site.write(path.replace('tasks/deep/vars.yml', 'near/x.yml'), 'x: 1\n');
    site.write(path.replace('tasks/deep/vars.yml', 'near/z.yml'), 'z: 3\n');
    site.write(path.replace('vars.yml', 'y.yml'), 'y: 2\n');
    const run = await site.apply(play(`- ${first}`, 'gather_facts: false\nvars: { n: z }'));
    expect(run.ends.at(-1)).toBe('read: ok');
  });
});
