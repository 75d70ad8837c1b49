import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProject } from '../../src/cli/config/find-project.ts';
import { rebaseWords } from '../../src/cli/config/rebase-words.ts';
import { readIdentity, writeIdentity } from '../../src/cli/project/project-identity.ts';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-config-')));
});
afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const PROJECT = {
  'provision.yml': 'project: shop-1\ninventory: lab\nroles_path: shared\n',
  'inventories/lab/hosts.yml': 'all: { hosts: { web1: } }\n',
  'playbooks/site.yml': '- { hosts: web1, roles: [hello] }\n',
  'shared/hello/tasks/main.yml': '- debug: { msg: hi }\n',
};

describe('the project that a folder is in', () => {
  test('is the nearest upwards with a provision.yml', () => {
    put({ 'provision.yml': '', 'roles/web/tasks/main.yml': '' });
    expect(findProject(join(root, 'roles/web/tasks'))).toBe(root);
    expect(findProject(root)).toBe(root);
  });

  test('is none above a project without one, or above a repository', () => {
    put({ 'provision.yml': '', 'a/playbooks/site.yml': '', 'b/.git/HEAD': '', 'b/c/x': '' });
    expect(findProject(join(root, 'a'))).toBeUndefined();
    expect(findProject(join(root, 'b/c'))).toBeUndefined();
  });
});

describe('the words of a command that is called in a folder of the project', () => {
  const words = (...given: string[]): readonly string[] =>
    rebaseWords(given, { from: join(root, 'roles/web'), to: root });

  test.each<[string, string[], string[]]>([
    ['outputs go where it was called', ['apply', '--events', 'e.json'], ['apply', '--events', 'roles/web/e.json']],
    ['descriptors are no paths', ['apply', '--events', 'fd:3'], ['apply', '--events', 'fd:3']],
    ['lists of nodes are paths', ['apply', '--nodes', 'n'], ['apply', '--nodes', 'roles/web/n']],
    ['in one word too', ['apply', '--junit=../j.xml'], ['apply', '--junit=roles/j.xml']],
    ['names stay names', ['plan', '-i', 'prod', '-p', 'site', 'site'], ['plan', '-i', 'prod', '-p', 'site', 'site']],
    ['paths that are there', ['plan', '-i', './hosts.yml'], ['plan', '-i', 'roles/web/hosts.yml']],
    ['paths of the project stay', ['plan', 'playbooks/site.yml'], ['plan', 'playbooks/site.yml']],
    ['files of variables', ['apply', '-e', '@v.yml', '-e', 'a=b'], ['apply', '-e', '@roles/web/v.yml', '-e', 'a=b']],
    [
      'files of hosts that the project has',
      ['apply', '-l', '@.provision/failed'],
      ['apply', '-l', '@.provision/failed'],
    ],
    ['files of vaults', ['vault', 'edit', 'secret.yml'], ['vault', 'edit', 'roles/web/secret.yml']],
    ['what follows -- stays', ['exec', 'web', '--', 'cat', './hosts.yml'], ['exec', 'web', '--', 'cat', './hosts.yml']],
  ])('%s', (_, given, rebased) => {
    put({ 'roles/web/hosts.yml': '', 'roles/web/v.yml': '' });
    expect(words(...given)).toEqual(rebased);
  });
});

describe('provision.yml', () => {
  test('gives the inventory and the roles path that no flag gives', async () => {
    put(PROJECT);
    process.chdir(root);
    expect((await runCli('inventory', '--graph')).stdout).toContain('web1');
    expect(await runCli('lint')).toMatchObject({ stdout: 'no mistakes\n', exitCode: 0 });
    expect((await runCli('inventory', '--graph', '-i', 'db1,')).stdout).not.toContain('web1');
  });

  test('with a mistake is an error with its place', async () => {
    put({ ...PROJECT, 'provision.yml': 'project: shop-1\ninventry: lab\n' });
    process.chdir(root);
    const { stderr, exitCode } = await runCli('lint');
    expect(stderr).toContain('provision.yml:2:1');
    expect(stderr).toContain('Did you mean inventory?');
    expect(exitCode).toBe(3);
  });

  test('gets an identity if it has none, and keeps its settings', () => {
    put({ ...PROJECT, 'provision.yml': 'inventory: lab # ours' });
    const { id } = writeIdentity(readIdentity(join(root, 'playbooks/site.yml')));
    expect(readFileSync(join(root, 'provision.yml'), 'utf8')).toMatch(
      new RegExp(`^inventory: lab # ours\\n# .*\\nproject: ${id}\\n$`),
    );
    expect(readIdentity(join(root, 'playbooks/site.yml'))).toMatchObject({ id, isWritten: true });
  });
});

describe('a role that comes with the program', () => {
  const lint = async (role: string): Promise<string> => {
    put({ ...PROJECT, 'playbooks/site.yml': `- { hosts: web1, roles: [${role}] }\n` });
    process.chdir(root);
    const { stdout, stderr } = await runCli('lint');
    return stdout + stderr;
  };

  test('is found by its full name', async () => {
    expect(await lint('provision.ufw')).toBe('no mistakes\n');
  });

  test('gives way to one of the project, unless it is named in full', async () => {
    put({ 'roles/ufw/tasks/main.yml': '- nosuch: {}\n' });
    expect(await lint('ufw')).toContain('nosuch');
    put({ 'roles/ufw/tasks/main.yml': '- debug: {}\n' });
    expect(await lint('provision.ufw')).toBe('no mistakes\n');
  });

  test('is named where none is found', async () => {
    expect(await lint('provision.nothing')).toMatch(/among the roles of provision/);
  });
});
