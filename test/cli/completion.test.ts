import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { sourceOf } from '../../src/cli/completion/candidates.ts';
import { createProgram } from '../../src/cli/create-program.ts';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;

const FILES = {
  'provision.yml': 'inventory: lab\n',
  'inventories/lab/hosts.yml': 'all: { children: { web: { hosts: { web1: , web2: } } } }\n',
  'inventories/prod/hosts.yml': 'all: { hosts: { db1: } }\n',
  'playbooks/site.yml': '- { hosts: web, roles: [hello] }\n',
  'playbooks/deploy.yml': '- { hosts: web, roles: [hello] }\n',
  'roles/hello/tasks/main.yml':
    '- { name: Say hello, debug: { msg: hi }, tags: [talk, early] }\n- { name: Say bye, debug: { msg: bye }, tags: late }\n',
};

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-complete-')));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.chdir(root);
});
afterAll(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

async function complete(...words: string[]): Promise<string[]> {
  const { stdout } = await runCli('complete', '--', ...words);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0] ?? '');
}

test.each<[string, string[], string[]]>([
  ['a command', ['pl'], ['plan']],
  ['an option', ['plan', '--skip'], ['--skip-tags']],
  ['an option of the default command', ['--junit'], ['--junit']],
  ['an inventory', ['plan', '-i', ''], ['lab', 'prod']],
  ['a host or group', ['plan', '--limit', 'web'], ['web1', 'web2', 'web']],
  ['a host of the inventory that is given', ['plan', '-i', 'prod', '-l', 'd'], ['db1']],
  ['the last of a list', ['plan', '-l', 'web1,w'], ['web1,web1', 'web1,web2', 'web1,web']],
  ['a tag', ['plan', '--tags', ''], ['early', 'late', 'talk']],
  ['a tag in one word with its option', ['plan', '--tags=l'], ['--tags=late']],
  ['a task', ['apply', '--start-at-task', 'Say b'], ['Say bye']],
  ['a role', ['apply', '--roles', 'h'], ['hello']],
  ['a role that comes along', ['apply', '--roles', 'provision.u'], ['provision.ufw']],
  ['a choice', ['apply', '--output', 't'], ['tree']],
  ['a playbook', ['plan', 'd'], ['deploy']],
  ['a playbook by its option', ['-p', ''], ['deploy', 'site']],
  ['a pattern', ['exec', 'web1'], ['web1']],
  ['a command of a command', ['vault', 'encrypt-'], ['encrypt-string']],
  ['a shell', ['completion', 'f'], ['fish']],
  ['a schema', ['schema', 'i'], ['inventory']],
  ['a host of a console', ['console', 'web1'], ['web1']],
  ['a pattern of a scan', ['known-hosts', 'scan', 'web2'], ['web2']],
  ['a host by its option', ['inventory', '--host', 'web'], ['web1', 'web2']],
  ['another playbook of several', ['lint', 'site', 'd'], ['deploy']],
  ['a file', ['plan', '--vault-password-file', ''], []],
])('%s is completed', async (_, words, expected) => {
  expect(await complete(...words)).toEqual(expected);
});

test('shows a description beside each candidate', async () => {
  expect((await runCli('complete', '--', 'fa')).stdout).toMatch(/^facts\tprint facts as JSON/m);
});

test('prints nothing for a playbook with mistakes', async () => {
  writeFileSync('playbooks/broken.yml', '- nosuch: 1\n');
  expect(await runCli('complete', '--', 'plan', '-p', 'broken', '--tags', '')).toMatchObject({
    stdout: '',
    stderr: '',
  });
  rmSync('playbooks/broken.yml');
});

test('bash completes by the script that is printed', async () => {
  const { stdout } = await runCli('completion', 'bash');
  writeFileSync('completion.bash', stdout);
  // stands for the program: says how it was asked
  writeFileSync('provision', '#!/bin/sh\nprintf "%s\\tabout\\n" "$*"\n');
  chmodSync('provision', 0o755);
  const script = `. ./completion.bash; COMP_WORDS=(provision plan -i la); COMP_CWORD=3; _provision; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${root}:${process.env['PATH'] ?? ''}` };
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8', env })).toBe('complete -- plan -i la\n');
  rmSync('provision');
});

test.each(['zsh', 'fish'])('there is a script for %s', async (shell) => {
  expect((await runCli('completion', shell)).stdout).toContain('provision complete --');
});

test('each argument of each command is completed, or is a file or free text', () => {
  const free = [
    'show file',
    'init name',
    'vars name',
    'console expression',
    'exec command',
    'import-ansible path',
    'drift install flags',
  ];
  const ofVaults = ['encrypt', 'decrypt', 'view', 'edit', 'rekey'].map((name) => `vault ${name} files`);
  const ofDatabases = ['attach run', 'cluster stop run', 'cluster resume run'];
  const without = (command: Command, name: string): string[] => [
    ...command.registeredArguments
      .filter((_, i) => !sourceOf(command, i))
      .map((each) => `${name} ${each.name()}`.trim()),
    ...visible(command).flatMap((child) => without(child, `${name} ${child.name()}`.trim())),
  ];
  const visible = (command: Command): Command[] =>
    command
      .createHelp()
      .visibleCommands(command)
      .filter((child) => child.name() !== 'help');
  expect(
    without(
      createProgram({
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        env: {},
        setExitCode: () => undefined,
      }),
      '',
    ).sort(),
  ).toEqual([...free, ...ofVaults, ...ofDatabases, 'vault create file', 'vault encrypt-string strings'].sort());
});
