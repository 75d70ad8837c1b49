import { expect, test } from '@jest/globals';
import { loadProject, summarize } from './write-project.ts';
import type { ProjectFiles } from './write-project.ts';

const NAME = 'tasks/main.yml';
const task = (name: string): string => `- { name: ${name}, debug: { msg: x } }\n`;

async function load(files: ProjectFiles): Promise<readonly string[]> {
  const { playbook, diagnostics, directory } = await loadProject(files);
  const found = diagnostics.items.map((item) => summarize(item, directory));
  const roles = playbook?.plays.flatMap((play) => play.roles.map(({ role }) => role.path.replace(`${directory}/`, '')));
  return [...(roles ?? []), ...found];
}

test('a role is found by its full name, by its short one where its collection is named, and by a path', async () => {
  const base = 'collections/ansible_collections/ns/coll/roles';
  const site = `
- hosts: all
  collections: [ns.coll]
  roles: [ns.coll.one, two, ns.coll.deep.three, ./other/four, author.five]
`;
  expect(
    await load({
      'site.yml': site,
      [`${base}/one/${NAME}`]: task('one'),
      [`${base}/two/${NAME}`]: task('two'),
      [`${base}/deep/three/${NAME}`]: task('three'),
      [`other/four/${NAME}`]: task('four'),
      [`roles/author.five/${NAME}`]: task('five'),
    }),
  ).toEqual([`${base}/one`, `${base}/two`, `${base}/deep/three`, 'other/four', 'roles/author.five']);
});

test('roles of a collection name each other by their short names', async () => {
  const base = 'collections/ansible_collections/ns/coll/roles';
  expect(
    await load({
      'site.yml': '- { hosts: all, roles: [ns.coll.one] }',
      [`${base}/one/meta/main.yml`]: 'dependencies: [two]',
      [`${base}/two/${NAME}`]: task('two'),
    }),
  ).toEqual([`${base}/two`, `${base}/one`]);
});

test('a role that is required and not installed', async () => {
  const found = await load({
    'site.yml': '- { hosts: all, roles: [ns.coll.one] }',
    'requirements.yml': 'collections: [ns.coll]',
  });
  expect(found).toEqual([expect.stringMatching(/unknown-role site.yml:1:25 \| .*ansible-galaxy install -r/)]);
});

test('argument specs declare required, secret and restricted variables', async () => {
  const { playbook, diagnostics } = await loadProject({
    'site.yml': '- { hosts: all, roles: [web] }',
    'roles/web/meta/argument_specs.yml': `
argument_specs:
  main:
    options:
      web_port: { type: int, required: true, description: [The port., Above 1024.] }
      web_mode: { type: str, choices: [a, b], default: a, required: true }
      web_key: { type: str, no_log: true }
`,
  });
  expect(diagnostics.items).toEqual([]);
  const variables = [...(playbook?.plays[0]?.roles[0]?.role.meta.variables.values() ?? [])];
  expect(variables).toMatchObject([
    { name: 'web_port', required: true, secret: false, description: 'The port. Above 1024.' },
    { name: 'web_mode', required: false, choices: ['a', 'b'] },
    { name: 'web_key', required: false, secret: true },
  ]);
});

test('a dependency is also searched for beside its role, which may be in a subdirectory', async () => {
  const { playbook, diagnostics } = await loadProject({
    'site.yml': '- hosts: all\n  roles: [apps/web]\n',
    'roles/apps/web/meta/main.yml': 'dependencies: [web/tls, { role: base }]\n',
    'roles/apps/web/tls/tasks/main.yml': '- ping:\n',
    'roles/base/tasks/main.yml': '- ping:\n',
    'roles/apps/base/tasks/main.yml': '- ping:\n',
  });
  expect(diagnostics.items).toEqual([]);
  expect(playbook?.plays[0]?.roles.map(({ role }) => role.name)).toEqual(['tls', 'base', 'web']);
});

test('a template in a subdirectory imports those beside it', async () => {
  const { diagnostics } = await loadProject({
    'site.yml': '- hosts: all\n  roles: [r]\n',
    'roles/r/tasks/main.yml': '- template: { src: etc/a.conf.j2, dest: /etc/a.conf }\n',
    'roles/r/templates/etc/a.conf.j2': "{% import 'macros.j2' as m %}{{ m.x() }}{% include 'nowhere.j2' %}\n",
    'roles/r/templates/etc/macros.j2': '{% macro x() %}x{% endmacro %}\n',
  });
  expect(diagnostics.items.map(({ summary }) => summary)).toEqual(['There is no template nowhere.j2']);
});

test("a play's variables may be a list of mappings", async () => {
  const { playbook, diagnostics } = await loadProject({
    'site.yml': '- hosts: all\n  vars: [{ a: 1, b: 2 }, { b: 3 }]\n- hosts: all\n  vars: [{ a: 1 }, b]\n',
  });
  expect([...(playbook?.plays[0]?.vars.values.keys() ?? [])]).toEqual(['a', 'b']);
  expect(playbook?.plays[0]?.vars.values.get('b')).toMatchObject({ value: 3 });
  expect(diagnostics.items.map(({ summary }) => summary)).toEqual(['play vars must be a mapping, not a list']);
});
