import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadModule } from '../../src/modules/registry.ts';
import { runModule } from '../support/run-module.ts';

const root = mkdtempSync(join(tmpdir(), 'pipes-'));
const pipe = join(root, 'pipe');
const project = join(root, 'project');

/** Modules whose programs open a file that the parameters name. */
const TASKS: Readonly<Record<string, Record<string, unknown>>> = {
  openssh_keypair: { path: pipe },
  openssl_dhparam: { path: pipe, size: 2048 },
  openssl_privatekey: { path: pipe },
  openssl_csr: { path: join(root, 'csr'), privatekey_path: pipe, common_name: 'a' },
  x509_certificate_info: { path: pipe },
  git_config: { name: 'user.name', value: 'a', scope: 'file', file: pipe },
  apt_key: { file: pipe },
  pip: { requirements: 'requirements.txt', chdir: project },
  npm: { path: project },
  make: { chdir: project },
  docker_compose_v2: { project_src: project },
  rpm_key: { key: pipe },
  xml: { path: pipe, xpath: '/a' },
  wait_for: { path: pipe, search_regex: 'a', timeout: 1, sleep: 0.1 },
  copy: { src: pipe, dest: join(root, 'copy'), remote_src: true },
  lineinfile: { path: pipe, line: 'a' },
  slurp: { src: pipe },
  known_hosts: {
    name: 'a',
    path: pipe,
    key: 'a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh',
  },
};

beforeAll(() => {
  mkdirSync(project);
  const names = ['requirements.txt', 'package.json', 'Makefile', 'compose.yaml'].map((name) => join(project, name));
  execFileSync('mkfifo', [pipe, ...names]);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('a named pipe where a module reads a file', () => {
  test.each(Object.entries(TASKS))('does not make %s wait for a writer', async (name, params) => {
    const module = await loadModule(name);
    if (!module) throw new Error(`there is no module ${name}`);
    const { after } = await runModule(module, params);
    expect(after.status).not.toBe('ok');
  });
});
