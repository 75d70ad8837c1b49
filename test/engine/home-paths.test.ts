import { expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expandHomes } from '../../src/engine/render/expand-homes.ts';
import { command } from '../../src/modules/command/command.ts';
import { copy } from '../../src/modules/copy/copy.ts';
import { file } from '../../src/modules/file/file.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const { username, homedir } = userInfo();

const accounts = {
  me: 'deploy',
  homeOf: (user: string) => Promise.resolve({ deploy: '/home/deploy', postgres: '/var/lib/postgresql' }[user]),
};

test('~ is the home directory of the task’s user, ~user that of another, in paths of the host alone', async () => {
  expect(await expandHomes(file, { dest: '~/.ssh', owner: '~x' }, accounts)).toEqual({
    dest: '/home/deploy/.ssh',
    owner: '~x',
  });
  expect(await expandHomes(copy, { dest: '~postgres/a b/', src: '~/a' }, accounts)).toEqual({
    dest: '/var/lib/postgresql/a b/',
    src: '~/a',
  });
  expect(await expandHomes(command, { cmd: 'x', chdir: '~', creates: '~/x', removes: '/~' }, accounts)).toEqual({
    cmd: 'x',
    chdir: '/home/deploy',
    creates: '/home/deploy/x',
    removes: '/~',
  });
});

test('a home that is not known yet is waited for, and that of nobody fails', async () => {
  const unknown = new Unknown('an account that is made');
  expect(await expandHomes(file, { path: '~x' }, { ...accounts, homeOf: () => Promise.resolve(unknown) })).toBe(
    unknown,
  );
  await expect(expandHomes(file, { path: '~x/a' }, accounts)).rejects.toThrow(
    'path is in the home directory of x, who is no user of the host',
  );
});

test('a task without an expression asks its host too', async () => {
  const tasks = `- { stat: { path: "~${username}" }, register: other }\n- { stat: { path: "~/" }, register: own }\n- { name: read, debug: { msg: "{{ other.stat.path }} {{ own.stat.path }}" } }\n`;
  const run = await makeSite().apply(play(tasks));
  expect(run.named('read').map(({ message }) => message)).toEqual([`${homedir} ${homedir}`]);
});

test.each([
  ['a home directory', false],
  ['the directory of the playbook', true],
])('a relative path of an Ansible task starts from %s', async (_, isLocal) => {
  const site = makeSite(['web1'], { isLocal });
  const name = `provision-${Date.now()}-${String(isLocal)}`;
  const base = isLocal ? site.directory : homedir;
  site.write('templates/t.j2', '{{ 1 + 1 }}\n');
  try {
    const run = await site.apply(
      play(
        `
      - { name: made, file: { path: "${name}", state: directory } }
      - { name: copied, copy: { content: x, dest: "./${name}/{{ 'a' }}" }, register: r }
      - { name: rendered, template: { src: t.j2, dest: "${name}/" } }
      - { name: told, debug: { msg: "{{ r.dest }}" } }
    `,
      ),
    );
    expect(run.named('told')[0]).toMatchObject({ message: join(base, name, 'a') });
    expect(run.ends.slice(0, 3)).toEqual(['made: changed', 'copied: changed', 'rendered: changed']);
  } finally {
    rmSync(join(base, name), { recursive: true, force: true });
  }
});

test("a relative path in this project's own language is a mistake", async () => {
  await expect(makeSite().check(play('- { copy: { dest: a, content: "<%= 1 %>" } }'))).rejects.toThrow(
    'dest must be an absolute path',
  );
});
