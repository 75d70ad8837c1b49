import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIdentity, renewIdentity, writeIdentity } from '../../src/cli/project/project-identity.ts';
import { readScope } from '../../src/cli/project/project-scope.ts';
import { runCli } from '../support/run-cli.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'provision-project-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

function project(name: string, origin?: string): string {
  const root = join(scratch, name);
  mkdirSync(join(root, 'playbooks'), { recursive: true });
  writeFileSync(join(root, 'playbooks', 'site.yml'), '[]\n');
  if (origin === undefined) return root;
  execFileSync('git', ['-C', root, 'init', '-q']);
  execFileSync('git', ['-C', root, 'remote', 'add', 'origin', origin]);
  return root;
}

const playbookOf = (root: string): string => join(root, 'playbooks', 'site.yml');
const idOf = (root: string): string => readIdentity(playbookOf(root)).id;

test('an identity that was written down stays when the folder moves', () => {
  const root = project('shop');
  const { id, file } = writeIdentity(readIdentity(playbookOf(root)));
  expect(id).toMatch(/^shop-[0-9a-f]{16}$/);
  expect(file).toBe(join(root, 'provision.yml'));
  renameSync(root, join(scratch, 'moved'));
  expect(idOf(join(scratch, 'moved'))).toBe(id);
});

test('of runs that begin at the same time, one writes its identity down, and the others take it', () => {
  const root = project('playbooks/shop');
  writeFileSync(join(root, 'provision.yml'), 'forks: 5\n');
  // each has looked before any of them writes
  const looked = [1, 2, 3].map(() => readIdentity(playbookOf(root)));
  const [first, ...others] = looked.map(writeIdentity).map(({ id }) => id);
  expect(others).toEqual([first, first]);
  const text = readFileSync(join(root, 'provision.yml'), 'utf8');
  expect(text.match(/^project:.*$/gm)).toEqual([`project: ${first}`]);
  expect(text).toMatch(/^forks: 5\n/);
  expect(readdirSync(root).sort()).toEqual(['playbooks', 'provision.yml']);
});

test('a project without a repository has one of its own', () => {
  const [a, b] = [project('a/shop'), project('b/shop')];
  expect(writeIdentity(readIdentity(playbookOf(a))).id).not.toBe(writeIdentity(readIdentity(playbookOf(b))).id);
});

test('clones of a repository agree before anything is written down, however they reach it', () => {
  const ids = [
    'git@example.com:team/shop.git',
    'https://ann:t0ken@example.com/team/shop',
    'ssh://git@example.com:22/team/shop.git/',
  ].map((origin, i) => idOf(project(`${i}/shop`, origin)));
  expect(new Set(ids).size).toBe(1);
  expect(idOf(project('other/shop', 'git@example.com:team/other.git'))).not.toBe(ids[0]);
});

test('two projects in one repository are two', () => {
  const root = project('mono', 'git@example.com:team/mono.git');
  for (const name of ['a', 'b']) mkdirSync(join(root, name, 'shop', 'playbooks'), { recursive: true });
  expect(idOf(join(root, 'a', 'shop'))).not.toBe(idOf(join(root, 'b', 'shop')));
});

test('a copy may be given an identity of its own', () => {
  const root = project('shop');
  const first = writeIdentity(readIdentity(playbookOf(root)));
  writeFileSync(first.file, `# ours\nproject: ${first.id}\n`);
  const second = renewIdentity(readIdentity(playbookOf(root)));
  expect(second.id).not.toBe(first.id);
  expect(readFileSync(first.file, 'utf8')).toBe(`# ours\nproject: ${second.id}\n`);
});

test('only apply writes it down, and names the inventory and the playbook by their places in the project', () => {
  const root = project('shop');
  const flags = { playbook: playbookOf(root), inventory: [join(root, 'playbooks'), 'web1,web2'] };
  readScope(flags, 'check');
  expect(existsSync(join(root, 'provision.yml'))).toBe(false);
  const scope = readScope(flags, 'apply');
  expect(scope).toEqual({ project: idOf(root), inventory: 'hosts playbooks', playbook: 'playbooks/site.yml' });
  expect(readScope({ ...flags, inventory: ['web3,'] }, 'check').inventory).toBe('hosts');
});

test('provision project shows it', async () => {
  const root = project('shop');
  const { id } = writeIdentity(readIdentity(playbookOf(root)));
  const shown = await runCli('project', '--playbook', playbookOf(root));
  expect(shown).toEqual({ stdout: `${id}\n`, stderr: `from ${join(root, 'provision.yml')}\n`, exitCode: 0 });
});

test('a provision.yml with an invalid identity is an error', async () => {
  const root = project('shop');
  writeFileSync(join(root, 'provision.yml'), 'project: "a b"\n');
  const shown = await runCli('project', '--playbook', playbookOf(root));
  expect(shown.stderr).toContain('project-file');
  expect(shown.exitCode).toBe(3);
});

test.each([
  '{}\n',
  '{ inventory: prod }\n',
  'inventory: prod\n...\n',
  '  inventory: prod\n',
  '- inventory\n',
  'inventory: [prod,\n',
])('a file to which no line can be added stays as it is: %j', (text) => {
  const root = project('shop');
  const file = join(root, 'provision.yml');
  writeFileSync(file, text);
  expect(() => writeIdentity(readIdentity(playbookOf(root)))).toThrow('none can be added at its end');
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(readdirSync(root)).not.toContain('provision.yml.new');
});

test.each(['inventory: prod\n', 'inventory: prod', '# later\n', '---\ninventory: [a, b]\n'])(
  'a file of defaults keeps them beside the identity: %j',
  (text) => {
    const root = project('shop');
    const file = join(root, 'provision.yml');
    writeFileSync(file, text);
    const { id } = writeIdentity(readIdentity(playbookOf(root)));
    expect(readFileSync(file, 'utf8')).toContain(text.trimEnd());
    expect(idOf(root)).toBe(id);
    writeFileSync(file, text);
    expect(renewIdentity(readIdentity(playbookOf(root))).id).toBe(idOf(root));
    expect(readFileSync(file, 'utf8')).toContain(`${text.trimEnd()}\n`);
  },
);

test.each(['"project": shop\n', '{ project: shop }\n'])(
  'a name that is not on a line of its own is a mistake: %j',
  (text) => {
    const root = project('shop');
    writeFileSync(join(root, 'provision.yml'), text);
    expect(() => readIdentity(playbookOf(root))).toThrow('has no line project: NAME');
  },
);
