import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const INNER = `- { name: one, command: "true" }
- include_tasks: end.yml
- { name: two, command: "true" }
- block: [{ name: three, command: "true" }]
  rescue: [{ name: rescue, command: "true" }]
  always: [{ name: always, command: "true" }]
`;

const END = `- block:
    - { name: last, command: "true" }
    - meta: end_role
    - { name: skipped, command: "true" }
  rescue: [{ name: rescue, command: "true" }]
`;

function makeRoles() {
  const site = makeSite();
  site.write('roles/inner/tasks/main.yml', INNER);
  site.write('roles/inner/tasks/end.yml', END);
  return site;
}

/** The names of the commands that have run. */
const names = (ends: readonly string[]): string[] =>
  ends.filter((end) => end.endsWith(': changed')).map((end) => end.split(':')[0] ?? '');

describe('meta: end_role ends the role', () => {
  test.each([
    ['included by tasks', '- include_role: { name: inner }'],
    ['imported by tasks', '- import_role: { name: inner }'],
    [
      'imported in a block',
      '- block: [{ import_role: { name: inner } }]\n          always: [{ name: x, command: "false", when: false }]',
    ],
  ])('%s, and nothing after it', async (_, include) => {
    const run = await makeRoles().apply(
      play(`
        ${include}
        - { name: after, command: "true" }
      `),
    );
    expect(names(run.ends)).toEqual(['one', 'last', 'after']);
    expect(run.exitCode).toBe(0);
  });

  test('in each item of a loop', async () => {
    const run = await makeRoles().apply(play('- { include_role: { name: inner }, loop: [1, 2] }'));
    expect(names(run.ends)).toEqual(['one', 'last', 'one', 'last']);
  });

  test('that a play names, and its handlers run', async () => {
    const site = makeRoles();
    site.write('roles/inner/handlers/main.yml', '- { name: handler, command: "true" }\n');
    site.write('roles/inner/tasks/main.yml', INNER.replace('command: "true" }', 'command: "true", notify: handler }'));
    const run = await site.apply('- hosts: all\n  roles: [inner]\n  tasks: [{ name: after, command: "true" }]\n');
    expect(names(run.ends)).toEqual(['one', 'last', 'handler', 'after']);
  });

  test('that another role imports between its own tasks, and not the other', async () => {
    const site = makeRoles();
    const outer =
      '- { name: before, command: "true" }\n- import_role: { name: inner }\n- { name: after, command: "true" }\n';
    site.write('roles/outer/tasks/main.yml', outer);
    site.write('roles/inner/meta/main.yml', 'dependencies: [needed]\n');
    site.write(
      'roles/needed/tasks/main.yml',
      '- { name: needs, command: "true" }\n- meta: end_role\n- { name: never, command: "true" }\n',
    );
    expect(names((await site.apply('- hosts: all\n  roles: [outer]\n')).ends)).toEqual([
      'before',
      'needs',
      'one',
      'last',
      'after',
    ]);
    expect(names((await site.apply(play('- include_role: { name: outer }'))).ends)).toEqual([
      'before',
      'needs',
      'one',
      'last',
      'after',
    ]);
  });

  test('around an imported one', async () => {
    const site = makeSite();
    site.write('roles/leaf/tasks/main.yml', '- { name: leaf, command: "true" }\n');
    site.write('roles/outer/tasks/main.yml', '- meta: end_role\n- import_role: { name: leaf }\n');
    const run = await site.apply(play('- import_role: { name: outer }\n- { name: after, command: "true" }'));
    expect(names(run.ends)).toEqual(['after']);
  });

  test('and resources of its later tasks are kept', async () => {
    const site = makeSite();
    const tasks = (end: string) => `${end}- copy: { dest: <%= root %>/kept, content: x }\n`;
    site.write('roles/own/tasks/main.yml', tasks(''));
    await site.apply('- hosts: all\n  roles: [own]\n');
    site.write('roles/own/tasks/main.yml', tasks('- meta: end_role\n'));
    await site.apply('- hosts: all\n  roles: [own]\n');
    expect(site.list()).toEqual(['kept']);
    site.write('roles/own/tasks/main.yml', '[]\n');
    await site.apply('- hosts: all\n  roles: [own]\n');
    expect(site.list()).toEqual([]);
  });

  test('and stands in one, or is a mistake', async () => {
    await expect(makeSite().apply(play('- meta: end_role'))).rejects.toMatchObject({
      diagnostics: [{ summary: 'meta: end_role is outside the tasks of a role' }],
    });
  });
});
