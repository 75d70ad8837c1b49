import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MOST_BYTES = 3_000_000;

const CONSUMER = `import { apply, loadProject, plan, ProjectError } from 'provision-ssh';
import type { EngineEvent, RunResult } from 'provision-ssh';

const events: EngineEvent[] = [];
const onEvent = (event: EngineEvent): void => void events.push(event);
const project = await loadProject({ inventory: 'hosts.yml', extraVars: { text: 'hello' }, lockTimeout: 120 });
const planned: RunResult = await plan(project, { onEvent });
const applied = await apply(project, { onEvent });
const again = await plan(project);
let mistakes: readonly string[] = [];
try {
  await loadProject({ inventory: 'hosts.yml', playbook: 'wrong.yml' });
} catch (error) {
  if (!(error instanceof ProjectError)) throw error;
  mistakes = error.findings.map(({ code, file, line }) => [code, file, line].join(' '));
}
const count = ({ hosts }: RunResult) => Object.values(hosts).map(({ status, wouldChange, changed }) => [status, wouldChange, changed]);
const first = events.flatMap((event) => (event.event === 'task.finished' ? [event.task.name] : []))[0];
console.log(JSON.stringify({ hosts: project.hosts, planned: count(planned), applied: count(applied), again: count(again), first, mistakes }));
`;

let root = '';
let packed = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-package-')));
  execFileSync(process.execPath, ['scripts/pack.mjs', root], { stdio: 'ignore' });
  packed = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(root, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const words = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${packed}`];
  execFileSync('npm', words, { cwd: root, stdio: 'ignore' });
}, 600_000);
afterAll(() => rmSync(root, { recursive: true }));

test('the package is small, and brings no other', () => {
  expect(statSync(join(root, packed)).size).toBeLessThan(MOST_BYTES);
  expect(readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['provision-ssh']);
});

test('a program of another package loads, plans and applies a project, with types and events', () => {
  mkdirSync(join(root, 'playbooks'));
  const task = `{ name: Write it, copy: { content: "<%= text %>", dest: ${root}/written, mode: "0644" } }`;
  writeFileSync(join(root, 'playbooks/site.yml'), `- hosts: all\n  tasks: [${task}]\n`);
  writeFileSync(join(root, 'wrong.yml'), '- hosts: all\n  tasks:\n    - atp: { name: git }\n');
  writeFileSync(join(root, 'hosts.yml'), 'all: { hosts: { here: { ansible_connection: local } } }\n');
  writeFileSync(join(root, 'main.ts'), CONSUMER);
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER, files: ['main.ts'] }));
  mkdirSync(join(root, 'node_modules/@types'));
  symlinkSync(resolve('node_modules/@types/node'), join(root, 'node_modules/@types/node'));
  execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc')], { cwd: root, stdio: 'inherit' });
  const told = execFileSync(process.execPath, ['main.js'], { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(told)).toEqual({
    hosts: ['here'],
    planned: [['ok', 1, 0]],
    applied: [['changed', 0, 1]],
    again: [['ok', 0, 0]],
    first: 'Write it',
    mistakes: ['unknown-module wrong.yml 3'],
  });
}, 600_000);

const COMPILER = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  types: ['node'],
  exactOptionalPropertyTypes: true,
};
