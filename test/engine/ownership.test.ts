import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FakeSite, Run } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const PLAYBOOK = '- { name: site, hosts: all, roles: [web] }\n';

function declare(site: FakeSite, ...tasks: string[]): void {
  site.write('roles/web/handlers/main.yml', '- { name: reload, shell: echo reload >> <%= root %>/ran }\n');
  site.write('roles/web/tasks/main.yml', tasks.map((task) => `- ${task}\n`).join(''));
}

const warnings = ({ events }: Run): string[] =>
  events.flatMap((event) => (event.event === 'warning' ? [event.message] : []));

const file = (name: string, more = ''): string =>
  `{ name: ${name}, copy: { dest: <%= root %>/${name}, content: x }, notify: reload${more} }`;

test('a resource that a role no longer declares is removed, and its handler is notified', async () => {
  const site = makeSite();
  declare(site, file('a'), file('b'));
  await site.apply(PLAYBOOK);
  declare(site, file('a'));
  const check = await site.check(PLAYBOOK);
  expect(check.ends).toEqual(['a: ok', expect.stringMatching(/^remove .*: would-change$/), 'reload: would-change']);
  expect(site.list()).toEqual(['a', 'b', 'ran']);
  const run = await site.apply(PLAYBOOK);
  expect(run.ends).toEqual(['a: ok', expect.stringMatching(/^remove .*: changed$/), 'reload: changed']);
  expect(site.list()).toEqual(['a', 'ran']);
  expect((await site.apply(PLAYBOOK)).ends).toEqual(['a: ok']);
});

test('a run of some tags removes nothing', async () => {
  const site = makeSite();
  declare(site, file('a', ', tags: one'), file('b'));
  await site.apply(PLAYBOOK);
  declare(site, file('a', ', tags: one'));
  await site.apply(PLAYBOOK, { tags: { only: ['one'], skip: [] } });
  await site.apply(PLAYBOOK, { tags: { only: [], skip: ['two'] } });
  expect(site.list()).toContain('b');
});

test('a resource that a condition on a variable excludes is removed', async () => {
  const site = makeSite();
  declare(site, file('a'), file('b', ', when: wanted'));
  site.write('roles/web/defaults/main.yml', 'wanted: true\n');
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['a', 'b', 'ran']);
  site.write('roles/web/defaults/main.yml', 'wanted: false\n');
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['a', 'ran']);
});

describe('a file that a role still writes stays', () => {
  const A = '{ name: a, copy: { dest: <%= root %>/d/a, content: "x\\n" } }';
  const start = async (): Promise<FakeSite> => {
    const site = makeSite();
    mkdirSync(site.path('web1', 'd'));
    symlinkSync('d', site.path('web1', 'l'));
    declare(site, A, file('b'));
    await site.apply(PLAYBOOK);
    return site;
  };

  test.each([
    ['by another path', A.replace('/d/a', '/l/a'), 'a: ok'],
    ['by another spelling of its path', A.replace('/d/a', '/d/../d/a'), 'a: ok'],
    ['by an edit', '{ name: a, lineinfile: { path: <%= root %>/d/a, line: x } }', 'a: ok'],
    ['with a directory', '{ name: a, copy: { src: a/, dest: <%= root %>/d } }', 'a: ok'],
  ])('%s', async (_, task, end) => {
    const site = await start();
    site.write('roles/web/files/a/a', 'x\n');
    declare(site, task);
    const removal = expect.stringMatching(/^remove .*\/b, /);
    expect((await site.check(PLAYBOOK)).ends).toEqual([end, removal, 'reload: would-change']);
    expect((await site.apply(PLAYBOOK)).ends).toEqual([end, removal, 'reload: changed']);
    expect(site.read('d/a')).toBe('x\n');
    expect((await site.apply(PLAYBOOK)).ends).toEqual([end]);
  });

  test('in another role, which only edits it', async () => {
    const site = await start();
    site.write('roles/other/tasks/main.yml', '- { name: edit, lineinfile: { path: <%= root %>/l/a, line: x } }\n');
    declare(site, file('b'));
    const run = await site.apply('- { name: site, hosts: all, roles: [other, web] }\n');
    expect(run.ends).toEqual(['edit: ok', 'b: ok']);
    expect(warnings(run)).toEqual([expect.stringContaining('it is kept')]);
    expect(site.read('d/a')).toBe('x\n');
  });
});

describe('where a condition on a result leaves a task out', () => {
  const ask =
    '{ name: ask, command: test -e <%= root %>/flag, register: asked, failed_when: false, changed_when: false }';

  test('what it would declare stays, and all else that is no longer declared goes', async () => {
    const site = makeSite();
    declare(site, ask, file('b', ', when: asked.rc == 1'), file('c'));
    await site.apply(PLAYBOOK);
    site.give('flag', '');
    declare(site, ask, file('b', ', when: asked.rc == 1'));
    expect((await site.check(PLAYBOOK)).ends).toContainEqual(expect.stringMatching(/^remove .*\/c, .*: would-change$/));
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'flag', 'ran']);
    declare(site, ask);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['flag', 'ran']);
  });

  test.each([
    ['a fact that is made of it', '{ set_fact: { fresh: "<%= asked.rc == 1 %>" } }', 'when: fresh'],
    ['a fact that is only made then', '{ set_fact: { fresh: true }, when: asked.rc == 1 }', 'when: defined(fresh)'],
    [
      'a variable of a fact that is made of it',
      '{ set_fact: { code: "<%= asked.rc %>" } }',
      'vars: { fresh: "<%= code == 1 %>" }, when: fresh',
    ],
    ['a variable of the inventory', '{ meta: noop }', 'when: of_host'],
    ['a variable of a file', '{ include_vars: more.yml }', 'when: of_file'],
    ['a variable of a file, under a name', '{ include_vars: { file: more.yml, name: more } }', 'when: more.of_file'],
    [
      'a variable of a file that is only read then',
      '{ include_vars: plain.yml, when: asked.rc == 1 }',
      'when: defined(plain)',
    ],
    ['a fact among all variables', '{ set_fact: { fresh: "<%= asked.rc == 1 %>" } }', `when: "vars['fresh']"`],
  ])('what it would declare stays where the condition reads %s', async (_, fact, condition) => {
    const site = makeSite();
    site.write('group_vars/all.yml', 'of_host: "<%= asked.rc == 1 %>"\n');
    site.write('roles/web/vars/more.yml', 'of_file: "<%= asked.rc == 1 %>"\n');
    site.write('roles/web/vars/plain.yml', 'plain: true\n');
    const tasks = [ask, fact, file('b', `, ${condition}`)];
    declare(site, ...tasks);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'ran']);
    site.give('flag', '');
    const again = await site.apply(PLAYBOOK);
    expect(again.exitCode).toBe(0);
    expect(site.list()).toEqual(['b', 'flag', 'ran']);
    declare(site, ask);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['flag', 'ran']);
  });

  test('items that the result gave stay when it gives none', async () => {
    const site = makeSite();
    const items = 'loop: "<%= asked.rc == 1 ? [\'b\'] : [] %>"';
    declare(site, ask, `{ name: b, copy: { dest: "<%= root %>/<%= item %>", content: x }, ${items} }`, file('c'));
    await site.apply(PLAYBOOK);
    site.give('flag', '');
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'c', 'flag', 'ran']);
    declare(site, ask, file('c'));
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['c', 'flag', 'ran']);
  });

  test('a resource that another task of the module no longer declares is removed all the same', async () => {
    const site = makeSite();
    const result = `{ name: of a result, copy: { dest: "<%= root %>/<%= item %>", content: x }, loop: "<%= asked.rc == 1 ? ['b'] : [] %>" }`;
    const listed = (names: string): string =>
      `{ name: listed, copy: { dest: "<%= root %>/<%= item %>", content: x }, loop: [${names}] }`;
    declare(site, ask, result, listed('c, d'));
    await site.apply(PLAYBOOK);
    site.give('flag', '');
    declare(site, ask, result, listed('d'));
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'd', 'flag']);
    declare(site, ask, result.replace('of a result', 'renamed'), listed('d'));
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'd', 'flag']);
  });

  test('a task whose parameters read the result too keeps what its module made', async () => {
    const site = makeSite();
    const named = '{ name: named, copy: { dest: "<%= root %>/<%= asked.stdout %>", content: x }, when: asked.rc == 0 }';
    const askName =
      '{ name: ask, shell: "cat <%= root %>/flag", register: asked, failed_when: false, changed_when: false }';
    site.give('flag', 'b');
    const directory = '{ name: d, file: { path: <%= root %>/d, state: directory } }';
    declare(site, askName, named, directory);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['b', 'd', 'flag']);
    declare(site, askName.replace('cat', 'printf -- c; false '), named);
    await site.apply(PLAYBOOK);
    expect(site.list()).toContain('b');
  });

  test('an include that is left out keeps what the modules of its tasks made', async () => {
    const site = makeSite();
    site.write('roles/web/tasks/more.yml', `- ${file('more')}\n`);
    const include = '{ include_tasks: more.yml, when: asked.rc == 1 }';
    declare(site, ask, include);
    await site.apply(PLAYBOOK);
    site.give('flag', '');
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['flag', 'more', 'ran']);
    declare(site, ask);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['flag', 'ran']);
  });

  test('a task that waits for a result before it is rendered postpones nothing', async () => {
    const site = makeSite();
    const waits = '{ name: waits, copy: { dest: "<%= root %>/w", content: "<%= said.stdout %>" } }';
    const says = '{ name: says, command: echo x, register: said }';
    declare(site, says, waits, file('gone'));
    await site.apply(PLAYBOOK);
    declare(site, says, waits);
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['ran', 'w']);
  });
});

test('the next run knows the resources of a failed run', async () => {
  const site = makeSite();
  declare(site, file('a'), '{ name: bad, command: "false" }');
  expect((await site.apply(PLAYBOOK)).exitCode).toBe(1);
  declare(site, file('c'));
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['c', 'ran']);
});

describe('a role with closing/main.yml', () => {
  const TWO_PLAYS = `${PLAYBOOK}- { name: later, hosts: all, tasks: [{ name: between, shell: echo between >> <%= root %>/ran }] }\n`;
  const closing = '- { name: last, shell: echo last >> <%= root %>/ran }\n';

  function shrink(site: FakeSite): void {
    site.write('roles/web/closing/main.yml', closing);
    declare(site, file('a'));
  }

  test('does that, and removes what it no longer declares, when all plays have ended', async () => {
    const site = makeSite();
    declare(site, file('a'), file('b'));
    await site.apply(TWO_PLAYS);
    shrink(site);
    const removal = (status: string) => expect.stringMatching(new RegExp(`^remove .*/b, .*: ${status}$`));
    expect((await site.check(TWO_PLAYS)).ends).toEqual([
      'a: ok',
      'between: would-change',
      'last: would-change',
      removal('would-change'),
      'reload: may-change',
    ]);
    expect((await site.apply(TWO_PLAYS)).ends).toEqual([
      'a: ok',
      'between: changed',
      'last: changed',
      removal('changed'),
      'reload: changed',
    ]);
    expect(site.list()).toEqual(['a', 'ran']);
    expect((await site.apply(PLAYBOOK)).ends).toEqual(['a: ok', 'last: changed']);
  });

  test('removes nothing where a play before failed, and that is left to the next run', async () => {
    const site = makeSite();
    declare(site, file('a'), file('b'));
    await site.apply(PLAYBOOK);
    shrink(site);
    const failing = `${PLAYBOOK}- { name: later, hosts: all, tasks: [{ name: bad, command: "false" }] }\n`;
    expect((await site.apply(failing)).exitCode).toBe(1);
    expect(site.list()).toContain('b');
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['a', 'ran']);
  });

  test('keeps what closing/main.yml declares, and removes that too once it does not', async () => {
    const site = makeSite();
    declare(site, file('a'));
    site.write('roles/web/closing/main.yml', `- ${file('c')}\n`);
    await site.apply(PLAYBOOK);
    expect((await site.apply(PLAYBOOK)).ends).toEqual(['a: ok', 'c: ok']);
    site.write('roles/web/closing/main.yml', '');
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['a', 'ran']);
  });

  test('which a run of some roles leaves out is as it was', async () => {
    const site = makeSite();
    declare(site, file('a'), file('b'));
    await site.apply(PLAYBOOK);
    shrink(site);
    site.write('roles/other/tasks/main.yml', '- { name: other, debug: { msg: x } }\n');
    const both = '- { name: site, hosts: all, roles: [web, other] }\n';
    expect((await site.apply(both, { roles: ['other'] })).ends).toEqual(['other: ok']);
    expect(site.list()).toContain('b');
  });
});

describe('two of whatever may share a host never remove what the other has', () => {
  const SCOPE = {
    project: 'fake-1',
    inventory: 'hosts.yml',
    playbook: 'site.yml',
  };

  test.each([
    ['projects', { ...SCOPE, project: 'fake-2' }],
    ['inventories', { ...SCOPE, inventory: 'staging' }],
    ['playbooks of one name', { ...SCOPE, playbook: 'old/site.yml' }],
  ])('%s', async (_, other) => {
    const site = makeSite();
    declare(site, file('mine'));
    await site.apply(PLAYBOOK);
    declare(site, file('theirs'));
    await site.apply(PLAYBOOK, { scope: other });
    declare(site, file('mine'));
    const run = await site.apply(PLAYBOOK);
    expect(run.ends).toEqual(['mine: ok']);
    expect(site.list()).toEqual(['mine', 'ran', 'theirs']);
  });

  test('entries of one role, and of a role that is named like the second of them', async () => {
    const site = makeSite();
    for (const role of ['web', 'web_2'])
      site.write(`roles/${role}/tasks/main.yml`, '- { name: c, copy: { dest: "<%= root %>/<%= f %>", content: x } }\n');
    const playbook =
      '- { name: site, hosts: all, roles: [{ role: web, f: one }, { role: web, f: two }, { role: web_2, f: three }] }\n';
    await site.apply(playbook);
    expect(site.list()).toEqual(['one', 'three', 'two']);
    expect((await site.apply(playbook)).ends).toEqual(['c: ok', 'c: ok', 'c: ok']);
  });

  test.each(['check', 'apply'] as const)('what both declare stays when one no longer does (%s)', async (mode) => {
    const site = makeSite();
    site.write('roles/other/tasks/main.yml', `- ${file('shared').replace(', notify: reload', '')}\n`);
    declare(site, file('mine'), file('shared'));
    const both = '- { name: site, hosts: all, roles: [other, web] }\n';
    await site.apply(PLAYBOOK);
    declare(site, file('mine'));
    const run = await site.run(both, { mode });
    expect(run.ends).toEqual(['shared: ok', 'mine: ok']);
    expect(warnings(run)).toEqual([expect.stringMatching(/shared is no longer declared by web of .*; it is kept/)]);
  });

  test('a resource that another project also declares is kept', async () => {
    const site = makeSite();
    declare(site, file('mine'), file('shared'));
    await site.apply(PLAYBOOK);
    await site.apply(PLAYBOOK, { scope: { ...SCOPE, project: 'fake-2' } });
    declare(site, file('mine'));
    await site.apply(PLAYBOOK);
    expect(site.list()).toContain('shared');
    await site.apply(PLAYBOOK, { scope: { ...SCOPE, project: 'fake-2' } });
    expect(site.list()).not.toContain('shared');
  });
});

describe('a manifest of an earlier version, which names no project,', () => {
  const earlier = (site: FakeSite, ...names: string[]): string => {
    const owned: [string, object][] = names.map((name) => [
      `file:${site.path('web1', name)}`,
      {
        by: 'copy',
        module: 'file',
        params: { path: site.path('web1', name), state: 'absent' },
        notify: [],
      },
    ]);
    const path = site.statePath('web1', 'manifests', 'site_web.json');
    mkdirSync(site.statePath('web1', 'manifests'), { recursive: true });
    writeFileSync(path, JSON.stringify({ version: 1, owned: Object.fromEntries(owned) }));
    for (const name of names) site.give(name, 'x');
    return path;
  };

  test('is taken over where all that it lists is declared', async () => {
    const site = makeSite();
    const path = earlier(site, 'a', 'b');
    declare(site, file('a'), file('b'));
    await site.apply(PLAYBOOK);
    expect(existsSync(path)).toBe(false);
    declare(site, file('a'));
    await site.apply(PLAYBOOK);
    expect(site.list()).toEqual(['a', 'ran']);
  });

  test("that may be another project's is told of and left", async () => {
    const site = makeSite();
    const path = earlier(site, 'a', 'theirs');
    declare(site, file('a'));
    const run = await site.apply(PLAYBOOK);
    expect(site.list()).toContain('theirs');
    expect(existsSync(path)).toBe(true);
    expect(warnings(run)).toEqual([expect.stringMatching(/lists .*theirs, .*--adopt-manifests/)]);
  });

  test("is taken for this project's when asked", async () => {
    const site = makeSite();
    const path = earlier(site, 'a', 'gone');
    declare(site, file('a'));
    expect((await site.check(PLAYBOOK, { adoptManifests: true })).ends).toContainEqual(
      expect.stringMatching(/^remove .*gone, .*: would-change$/),
    );
    await site.apply(PLAYBOOK, { adoptManifests: true });
    expect(site.list()).not.toContain('gone');
    expect(existsSync(path)).toBe(false);
  });

  test("of which nothing is declared is another's", async () => {
    const site = makeSite();
    const path = earlier(site, 'theirs');
    declare(site, file('a'));
    const run = await site.apply(PLAYBOOK);
    expect(site.list()).toContain('theirs');
    expect(existsSync(path)).toBe(true);
    expect(warnings(run)).toEqual([]);
  });
});

describe('where a machine has several names in the inventory', () => {
  const PLAY = '- { name: site, hosts: all, serial: 1, roles: [web] }\n';

  function makeNamed(...names: string[]): FakeSite {
    const site = makeSite();
    for (const name of names) site.alias(name, 'web1');
    name(site, ...names);
    return site;
  }

  /** The hosts of the inventory, all on the machine of web1. */
  function name(site: FakeSite, ...names: string[]): void {
    const hosts = names.map((each) => `    ${each}: { root: ${site.path('web1')} }\n`);
    site.write('hosts.yml', `all:\n  hosts:\n${hosts.join('')}`);
  }

  const OWN = '{ copy: { dest: "<%= root %>/<%= inventory_hostname %>", content: x } }';

  test('a host leaves what another name has declared', async () => {
    const site = makeNamed('a', 'b');
    declare(site, OWN);
    await site.apply(PLAY);
    expect((await site.check(PLAY)).ends.filter((end) => !end.endsWith('ok'))).toEqual([]);
    await site.apply(PLAY);
    expect(site.list()).toEqual(['a', 'b']);
  });

  test('a host removes what it no longer declares itself', async () => {
    const site = makeNamed('a', 'b');
    declare(site, OWN, file('c', ', when: inventory_hostname == "a"'));
    await site.apply(PLAY);
    // b had read the manifest before a wrote it, and has written its own: the second run lists both
    await site.apply(PLAY);
    expect(site.list()).toEqual(['a', 'b', 'c', 'ran']);
    declare(site, OWN);
    await site.apply(PLAY);
    expect(site.list()).toEqual(['a', 'b', 'ran']);
  });

  test('what both have declared stays until neither does', async () => {
    const site = makeNamed('a', 'b');
    declare(site, file('c'));
    await site.apply(PLAY);
    declare(site, file('c', ', when: inventory_hostname == "b"'));
    await site.apply(PLAY);
    expect(site.list()).toEqual(['c', 'ran']);
    declare(site, OWN);
    await site.apply(PLAY);
    expect(site.list()).toEqual(['a', 'b', 'ran']);
  });

  test('a host under a new name owns what it declared under the old one', async () => {
    const site = makeNamed('a');
    declare(site, file('c'), file('d'));
    await site.apply(PLAY);
    site.alias('b', 'web1');
    name(site, 'b');
    declare(site, file('c'));
    await site.apply(PLAY);
    expect(site.list()).toEqual(['c', 'ran']);
  });
});
