import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { play } from './support/fake-site.ts';
import type { FakeSite } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const HANDLERS = `
  handlers:
    - { name: one, shell: echo one >> <%= root %>/ran }
    - { name: two, shell: echo two >> <%= root %>/ran, listen: both }
    - { name: three, shell: echo three >> <%= root %>/ran, listen: [both] }
`;

const ran = (site: FakeSite): string[] =>
  existsSync(site.path('web1', 'ran')) ? site.read('ran').trim().split('\n') : [];

const records = (site: FakeSite): string[] =>
  readdirSync(join(site.statePath('web1'), '..'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /handlers\/./.test(path) && !path.includes('spool/'))
    .map((path) => basename(path));

test('run once, at the end, in the order of their definition', async () => {
  const site = makeSite();
  const run = await site.apply(
    play(
      `
      - { name: a, copy: { dest: <%= root %>/a, content: x }, notify: three }
      - { name: b, copy: { dest: <%= root %>/b, content: x }, notify: [three, one] }
      - { name: c, copy: { dest: <%= root %>/c, content: x } }
    `,
      HANDLERS,
    ),
  );
  expect(run.ends).toEqual(['a: changed', 'b: changed', 'c: changed', 'one: changed', 'three: changed']);
  expect(ran(site)).toEqual(['one', 'three']);
  expect(records(site)).toEqual([]);
});

test('are not run when nothing changed', async () => {
  const site = makeSite();
  const playbook = play('- { name: a, copy: { dest: <%= root %>/a, content: x }, notify: one }', HANDLERS);
  await site.apply(playbook);
  expect((await site.apply(playbook)).ends).toEqual(['a: ok']);
  expect(ran(site)).toEqual(['one']);
});

test('listen to a topic', async () => {
  const site = makeSite();
  await site.apply(play('- { copy: { dest: <%= root %>/a, content: x }, notify: both }', HANDLERS));
  expect(ran(site)).toEqual(['two', 'three']);
});

test('of those without a name, all that listen to a topic run, and no name is theirs', async () => {
  const site = makeSite();
  const handlers = ['one', 'two'].map(
    (name) => `        - { shell: "echo ${name} >> {{ root }}/ran", listen: both }\n`,
  );
  const run = await site.apply(
    play(
      `
      - { name: a, copy: { dest: "{{ root }}/a", content: x }, notify: both }
      - { name: fails, copy: { dest: "{{ root }}/b", content: x }, notify: "{{ 'shell' }}" }
    `,
      `handlers:\n${handlers.join('')}        - { shell: "echo three >> {{ root }}/ran" }\n`,
    ),
  );
  expect(run.ends.slice(0, 2)).toEqual(['a: changed', 'fails: failed']);
  await site.apply(
    play('- { copy: { dest: "{{ root }}/c", content: x }, notify: both }', `handlers:\n${handlers.join('')}`),
  );
  expect(ran(site).slice(-2)).toEqual(['one', 'two']);
});

describe('with computed names', () => {
  const COMPUTED = `
  vars: { service: web }
  handlers:
    - { name: "restart {{ service }}", shell: "echo {{ service }} >> {{ root }}/ran" }
    - { name: "restart {{ hostvars.web1.nowhere }}", shell: "echo nowhere >> {{ root }}/ran", listen: topic }
`;

  test.each([
    ['by their name', 'restart web', ['web']],
    ['by an expression', '"restart {{ service }}"', ['web']],
    ['by a topic, where the name cannot be rendered', 'topic', ['nowhere']],
  ])('are notified %s', async (_, notify, expected) => {
    const site = makeSite();
    const run = await site.apply(
      play(`- { name: a, copy: { dest: "{{ root }}/a", content: x }, notify: ${notify} }`, COMPUTED),
    );
    expect([run.exitCode, ran(site)]).toEqual([0, expected]);
    expect(records(site)).toEqual([]);
  });

  test('make a name that none of them has a failure, before the task changes anything', async () => {
    const site = makeSite();
    const run = await site.apply(
      play('- { name: a, copy: { dest: "{{ root }}/a", content: x }, notify: restart db }', COMPUTED),
    );
    expect(run.named('a')[0]?.failure?.message).toBe('notify: there is no handler restart db');
    expect(existsSync(site.path('web1', 'a'))).toBe(false);
  });
});

test('flush_handlers runs the notified handlers; those notified later run at the end', async () => {
  const site = makeSite();
  const run = await site.apply(
    play(
      `
      - { name: a, copy: { dest: <%= root %>/a, content: x }, notify: one }
      - meta: flush_handlers
      - { name: b, copy: { dest: <%= root %>/b, content: x }, notify: [one, two] }
    `,
      HANDLERS,
    ),
  );
  expect(run.named('one')).toHaveLength(2);
  expect(ran(site)).toEqual(['one', 'one', 'two']);
  expect(run.ends.slice(0, 2)).toEqual(['a: changed', 'one: changed']);
});

test('a handler notifies another', async () => {
  const site = makeSite();
  await site.apply(
    play(
      '- { copy: { dest: <%= root %>/a, content: x }, notify: first }',
      `
      handlers:
        - { name: first, shell: echo first >> <%= root %>/ran, notify: second }
        - { name: second, shell: echo second >> <%= root %>/ran }
    `,
    ),
  );
  expect(ran(site)).toEqual(['first', 'second']);
});

test('changed_when: false notifies none', async () => {
  const site = makeSite();
  await site.apply(play('- { command: "true", changed_when: false, notify: one }', HANDLERS));
  expect(ran(site)).toEqual([]);
  expect(records(site)).toEqual([]);
});

test('changed_when: false leaves no record where a later task fails', async () => {
  const site = makeSite();
  const tasks = `
    - { command: "true", changed_when: false, notify: one }
    - { name: fails, shell: test -e <%= root %>/mended }
  `;
  expect((await site.apply(play(tasks, HANDLERS))).exitCode).toBe(1);
  expect(records(site)).toEqual([]);
});

test('a handler that has run leaves no record where a later one fails', async () => {
  const site = makeSite();
  const tasks = '- { copy: { dest: <%= root %>/a, content: x }, notify: [one, fails] }';
  const handlers = `${HANDLERS}    - { name: fails, shell: exit 1 }\n`;
  await site.apply(play(tasks, handlers));
  expect(ran(site)).toEqual(['one']);
  expect(records(site)).toEqual([expect.stringContaining('fails')]);
});

describe('a handler that was due', () => {
  const failing = play(
    `
    - { name: a, copy: { dest: <%= root %>/a, content: x }, notify: one }
    - { name: fails, shell: test -e <%= root %>/mended }
  `,
    HANDLERS,
  );

  test('stays recorded on the host when a later task fails, and runs the next time', async () => {
    const site = makeSite();
    expect((await site.apply(failing)).ends).toEqual(['a: changed', 'fails: failed']);
    expect(ran(site)).toEqual([]);
    expect(records(site)).toHaveLength(1);
    site.give('mended', '');
    expect((await site.apply(failing)).ends).toEqual(['a: ok', 'fails: changed', 'one: changed']);
    expect(ran(site)).toEqual(['one']);
    expect(records(site)).toEqual([]);
    expect((await site.apply(failing)).ends).toEqual(['a: ok', 'fails: changed']);
  });

  test('and failed itself is due again', async () => {
    const site = makeSite();
    const playbook = play(
      '- { name: a, copy: { dest: <%= root %>/a, content: x }, notify: check }',
      'handlers: [{ name: check, shell: test -e <%= root %>/mended }]',
    );
    const first = await site.apply(playbook);
    expect(first.ends).toEqual(['a: changed', 'check: failed']);
    expect(first.exitCode).toBe(1);
    expect(records(site)).toHaveLength(1);
    site.give('mended', '');
    expect((await site.apply(playbook)).ends).toEqual(['a: ok', 'check: changed']);
    expect(records(site)).toEqual([]);
  });

  test('is listed by check mode, and left as it is', async () => {
    const site = makeSite();
    await site.apply(failing);
    site.give('mended', '');
    const before = site.snapshot();
    expect((await site.check(failing)).ends).toContain('one: would-change');
    expect(site.snapshot()).toEqual(before);
  });

  test('by a task with changed_when too', async () => {
    const site = makeSite();
    const playbook = play(
      `
      - { name: a, shell: echo x, changed_when: true, notify: one }
      - { name: fails, shell: test -e <%= root %>/mended }
    `,
      HANDLERS,
    );
    await site.apply(playbook);
    expect(records(site)).toHaveLength(1);
  });
});

test('check mode lists handlers, once each', async () => {
  const site = makeSite();
  const run = await site.check(
    play(
      `
      - { name: a, copy: { dest: <%= root %>/a, content: x }, notify: both }
      - { name: b, copy: { dest: <%= root %>/b, content: x }, notify: both }
    `,
      HANDLERS,
    ),
  );
  expect(run.ends).toEqual(['a: would-change', 'b: would-change', 'two: would-change', 'three: would-change']);
});

test('a handler that only a may-change notifies is a may-change', async () => {
  const site = makeSite();
  const run = await site.check(
    play(
      `
      - { name: ask, shell: "false", register: asked, changed_when: asked.rc == 1, failed_when: false }
      - { name: a, copy: { dest: <%= root %>/a, content: x }, when: asked.rc == 0, notify: one }
    `,
      HANDLERS,
    ),
  );
  expect(run.ends).toContain('a: may-change');
  expect(run.ends.at(-1)).toBe('one: may-change');
});

describe("a role's handlers", () => {
  const roles = (site: FakeSite): void => {
    site.write(
      'roles/web/tasks/main.yml',
      '- { name: web, copy: { dest: <%= root %>/web, content: x }, notify: reload }\n',
    );
    site.write('roles/web/handlers/main.yml', '- { name: reload, shell: echo web >> <%= root %>/ran }\n');
    site.write(
      'roles/app/tasks/main.yml',
      '- { name: app, copy: { dest: <%= root %>/app, content: x }, notify: reload }\n',
    );
    site.write('roles/app/handlers/main.yml', '- { name: reload, shell: echo app >> <%= root %>/ran }\n');
    site.write(
      'roles/tls/tasks/main.yml',
      '- { name: tls, copy: { dest: <%= root %>/tls, content: x }, notify: "web : reload" }\n',
    );
  };

  test("of one name are each role's own, and run at the end of their role", async () => {
    const site = makeSite();
    roles(site);
    const run = await site.apply('- { name: site, hosts: all, roles: [web, app] }\n');
    expect(run.ends).toEqual(['web: changed', 'reload: changed', 'app: changed', 'reload: changed']);
    expect(ran(site)).toEqual(['web', 'app']);
  });

  test('notified by an earlier role wait for the end of their own', async () => {
    const site = makeSite();
    roles(site);
    const run = await site.apply('- { name: site, hosts: all, roles: [tls, web] }\n');
    expect(run.ends).toEqual(['tls: changed', 'web: changed', 'reload: changed']);
  });

  test('notified by a later role run at the end of that', async () => {
    const site = makeSite();
    roles(site);
    const run = await site.apply('- { name: site, hosts: all, roles: [web, tls] }\n');
    expect(run.ends).toEqual(['web: changed', 'reload: changed', 'tls: changed', 'reload: changed']);
  });
});

describe('a record that an earlier run left', () => {
  const leave = async (site: FakeSite): Promise<void> => {
    const failing =
      '- { name: a, copy: { dest: <%= root %>/a, content: x }, notify: one }\n- { name: fails, command: "false" }\n';
    await site.apply(play(failing, HANDLERS));
    expect(records(site)).toHaveLength(1);
  };
  const OTHER = '- { name: site, hosts: all, tasks: [{ name: t, command: "true" }] }\n';
  const warnings = ({ events }: Awaited<ReturnType<FakeSite['apply']>>): string[] =>
    events.flatMap((event) => (event.event === 'warning' ? [event.message] : []));

  test('of a handler that nobody defines any more is told of, and dropped when asked', async () => {
    const site = makeSite();
    await leave(site);
    const run = await site.apply(OTHER);
    expect(warnings(run)).toEqual([expect.stringMatching(/left the handler .*\/one pending.*--drop-handlers/)]);
    expect(records(site)).toHaveLength(1);
    const check = await site.check(OTHER, { dropHandlers: true });
    expect(warnings(check)).toHaveLength(1);
    expect(records(site)).toHaveLength(1);
    expect(warnings(await site.apply(OTHER, { dropHandlers: true }))).toEqual([]);
    expect(records(site)).toEqual([]);
  });

  test.each([
    ['project', { project: 'fake-2', inventory: 'hosts.yml', playbook: 'site.yml' }],
    ['inventory', { project: 'fake-1', inventory: 'other.yml', playbook: 'site.yml' }],
  ])('is none of another %s', async (_, scope) => {
    const site = makeSite();
    await leave(site);
    const run = await site.apply(play('- { name: t, command: "true" }\n', HANDLERS), { scope });
    expect(run.ends).toEqual(['t: changed']);
    expect(warnings(run)).toEqual([]);
  });

  test('is found by the handler of a role that is included later', async () => {
    const site = makeSite();
    site.write('roles/late/handlers/main.yml', '- { name: one, shell: echo one >> <%= root %>/ran }\n');
    site.write('roles/late/tasks/main.yml', '- { name: late, command: "true" }\n');
    const playbook = play(`
      - { include_role: { name: late } }
      - { name: a, copy: { dest: <%= root %>/a, content: x }, notify: one }
      - { name: fails, shell: test -e <%= root %>/fixed }
    `);
    await site.apply(playbook);
    expect(records(site)).toHaveLength(1);
    site.give('fixed', '');
    const run = await site.apply(playbook);
    expect(run.ends).toEqual(['include_role: ok', 'late: changed', 'a: ok', 'fails: changed', 'one: changed']);
    expect(warnings(run)).toEqual([]);
  });

  test('by an earlier version makes its handler due', async () => {
    const site = makeSite();
    await leave(site);
    await site.apply(OTHER, { dropHandlers: true });
    mkdirSync(site.statePath('web1', 'handlers'), { recursive: true });
    writeFileSync(site.statePath('web1', 'handlers', 'site=2f.one'), '');
    const run = await site.apply(play('- { name: t, command: "true" }\n', HANDLERS));
    expect(run.ends).toEqual(['t: changed', 'one: changed']);
    expect(records(site)).toEqual([]);
  });
});
