import { expect, test } from '@jest/globals';
import type { FakeSite } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const PLAYBOOK = '- { name: site, hosts: all, roles: [web] }\n';

function declare(site: FakeSite, ...tasks: string[]): void {
  site.write('roles/web/handlers/main.yml', '- { name: reload, shell: echo reload >> <%= root %>/ran }\n');
  site.write('roles/web/tasks/main.yml', tasks.map((task) => `- ${task}\n`).join(''));
}

const file = (name: string, more = ''): string =>
  `{ name: ${name}, copy: { dest: <%= root %>/${name}, content: x }, notify: reload${more} }`;

test('what a role no longer declares is removed, and its handler is notified', async () => {
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

test('what a condition on a variable leaves out is removed', async () => {
  const site = makeSite();
  declare(site, file('a'), file('b', ', when: wanted'));
  site.write('roles/web/defaults/main.yml', 'wanted: true\n');
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['a', 'b', 'ran']);
  site.write('roles/web/defaults/main.yml', 'wanted: false\n');
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['a', 'ran']);
});

test('where a condition on a result leaves something out, nothing is removed', async () => {
  const site = makeSite();
  const ask =
    '{ name: ask, command: test -e <%= root %>/flag, register: asked, failed_when: false, changed_when: false }';
  declare(site, ask, file('b', ', when: asked.rc == 1'), file('c'));
  await site.apply(PLAYBOOK);
  site.give('flag', '');
  declare(site, ask, file('b', ', when: asked.rc == 1'));
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['b', 'c', 'flag', 'ran']);
});

test('what a failed run has made is known to the next', async () => {
  const site = makeSite();
  declare(site, file('a'), '{ name: bad, command: "false" }');
  expect((await site.apply(PLAYBOOK)).exitCode).toBe(1);
  declare(site, file('c'));
  await site.apply(PLAYBOOK);
  expect(site.list()).toEqual(['c', 'ran']);
});
