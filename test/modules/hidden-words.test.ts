import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { loadModule } from '../../src/modules/registry.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), 'words-'));
const noted = join(directory, 'noted');
const SECRET = 'Zq5ecret';
const LOGIN = `http://bob:${SECRET}@127.0.0.1:9`;
const { PATH = '' } = process.env;

/** Programs that note their command lines, and then are what they stand for, or say this. */
const STAND_INS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['grep', 'perl', 'make', 'git', 'xargs', 'wget'].map((name) => [name, `exec "$real" "$@"`])),
  // what is given on stdin is the answer too
  curl: 'cat; echo a',
  gpg: 'echo pub:-:255:22:0123456789ABCDEF:',
  rpm: '[ "$1" != -q ]',
  npm: 'case "$1" in ls) echo "{}" ;; view) echo 2.0.0 ;; esac',
  pip3: 'case "$*" in *--outdated*) echo "[]" ;; *list*) echo pip==1 ;; *) cat ;; esac',
  docker: 'case "$*" in *inspect*) echo "[]" ;; *version*) echo 1 ;; esac',
};

beforeAll(() => {
  mkdirSync(join(directory, 'bin'));
  for (const [name, then] of Object.entries(STAND_INS)) {
    const real = `PATH=${PATH.replaceAll(' ', '')}; export PATH; real=$(command -v ${name})`;
    const text = `#!/bin/sh\nprintf '%s\\n' '${name}' "$@" >>${noted}\n${then.includes('$real') ? `own=$PATH; ${real}; PATH=$own\n` : ''}${then}\n`;
    writeFileSync(join(directory, 'bin', name), text);
    chmodSync(join(directory, 'bin', name), 0o755);
  }
  writeFileSync(join(directory, 'Makefile'), 'all:\n\t@: $(P)\n');
  writeFileSync(join(directory, 'file'), `${SECRET}\n`);
});

test.each<[string, string, Record<string, unknown>]>([
  ['find', 'grep', { paths: directory, contains: SECRET }],
  ['wait_for', 'perl', { path: join(directory, 'file'), search_regex: SECRET, timeout: 1 }],
  ['rpm_key', 'rpm', { key: `${LOGIN}/key` }],
  ['apt_key', 'curl', { url: `${LOGIN}/key`, keyring: join(directory, 'ring') }],
  ['npm', 'npm', { name: 'x', global: true, registry: LOGIN, state: 'latest' }],
  ['pip', 'pip3', { name: 'x', extra_args: `--index-url ${LOGIN}/a --extra-index-url=${LOGIN}/b`, state: 'latest' }],
  ['pip', 'pip3', { name: `${LOGIN}/x.whl` }],
  ['make', 'make', { chdir: directory, params: { P: SECRET } }],
  ['docker_image', 'docker', { name: 'x', source: 'build', build: { path: directory, args: { P: SECRET } } }],
  [
    'docker_image_build',
    'docker',
    { name: 'x', path: directory, secrets: [{ id: 'a', type: 'value', value: SECRET }] },
  ],
  ['git_config', 'git', { file: join(directory, 'config'), name: 'http.extraheader', value: SECRET }],
])('no command line of %s has a secret, when it runs %s', async (name, program, params) => {
  writeFileSync(noted, '');
  const module = await loadModule(name);
  if (!module) throw new Error(`there is no module ${name}`);
  await runModule(module, params, { on: ['env', `PATH=${join(directory, 'bin')}:${PATH}`, 'sh'] });
  const lines = readFileSync(noted, 'utf8');
  expect(lines).toContain(program);
  expect(lines).not.toContain(SECRET);
});
