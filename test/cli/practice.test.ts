import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Validator } from 'jsonschema';
import { renderSarif } from '../../src/cli/lint/render-sarif.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { loadYaml } from '../../src/yaml/load-yaml.ts';
import { toPlain } from '../../src/yaml/plain.ts';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-practice-')));
  process.chdir(root);
  write('hosts.yml', 'all: { hosts: { web1: } }\n');
});
afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const lint = (...flags: string[]) => runCli('lint', '-i', 'hosts.yml', 'site.yml', ...flags);

async function codes(tasks: string, ...flags: string[]): Promise<string[]> {
  write('site.yml', `- hosts: all\n  tasks:\n${tasks.replaceAll(/^/gm, '    ').trimEnd()}\n`);
  const { stdout } = await lint(...(flags.length > 0 ? flags : ['--practice']));
  return [...stdout.matchAll(/^(?:warning|error)\[([\w-]+)\]/gm)].map(([, code = '']) => code);
}

test.each([
  ['- apt: { name: git }', ['task-name']],
  ['- debug: { msg: x }', []],
  ['- { name: a, copy: { content: x, dest: /etc/a } }', ['file-mode']],
  ['- { name: a, copy: { content: x, dest: /etc/a, mode: "0644" } }', []],
  ['- { name: a, copy: { content: x, dest: /etc/a, mode: 0644 } }', ['unquoted-mode']],
  ['- { name: a, file: { path: /srv/a, state: directory } }', ['file-mode']],
  ['- { name: a, file: { path: /srv/a, state: absent } }', []],
  ['- { name: a, command: systemctl restart nginx }', ['command-module', 'command-repeats']],
  ['- { name: a, command: systemctl is-active nginx, changed_when: false }', []],
  ['- { name: a, command: /opt/x }', ['command-repeats']],
  ['- { name: a, command: /opt/x, args: { creates: /opt/y } }', []],
  ['- { name: a, shell: /opt/x, changed_when: false }', ['needless-shell']],
  ['- { name: a, shell: "/opt/x | sort", changed_when: false }', []],
  ['- { name: a, apt: { name: git, state: latest } }', ['latest-package']],
  ['- { name: a, ping: , ignore_errors: true }', ['ignored-errors']],
  ['- { name: a, apt: { name: git, update_cache: yes } }', ['yaml-boolean']],
  ['- name: a\n  block:\n    - apt: { name: git }', ['task-name']],
])('%s', async (task, expected) => {
  expect(await codes(task)).toEqual(expected);
});

test('prints no advice without --practice', async () => {
  expect(await codes('- apt: { name: git, update_cache: yes }', '-v')).toEqual([]);
});

test('a handler that no task notifies, and a secret in plain text', async () => {
  write('roles/web/meta/main.yml', 'variables: { web_token: { type: string, secret: true } }\n');
  write('roles/web/handlers/main.yml', '- { name: Reload, ping: }\n');
  write('group_vars/all.yml', 'web_token: abcdef\n');
  write('site.yml', '- { hosts: all, roles: [web] }\n');
  const { stdout } = await lint('--practice');
  expect(stdout).toContain('warning[unused-handler]: No task notifies "Reload"');
  expect(stdout).toContain('warning[plain-secret]: web_token is a secret');
  expect(stdout).toContain('group_vars/all.yml:1:1');
});

test('a handler that only a task of another handler notifies', async () => {
  write('handlers.yml', '- { name: a, ping: , notify: Restart }\n');
  const [first, second] = ['- { name: Reload, include_tasks: handlers.yml }', '- { name: Restart, ping: }'];
  const task = '{ name: a, ping: , notify: Reload }';
  write('site.yml', `- hosts: all\n  tasks: [${task}]\n  handlers:\n    ${first}\n    ${second}\n`);
  expect((await lint('--practice')).stdout).not.toContain('unused-handler');
});

test('a comment in the line, or alone in the one above, silences a warning of its code and no other', async () => {
  expect(await codes('- apt: { name: git } # lint: ignore task-name -- short')).toEqual([]);
  expect(await codes('# lint: ignore file-mode, task-name\n- apt: { name: git }')).toEqual([]);
  expect(await codes('- apt: { name: git } # lint: ignore file-mode')).toEqual(['task-name']);
  expect(await codes('- apt: { name: git } # lint: ignore tsk-name')).toEqual(['task-name', 'unknown-silence']);
  expect(await codes('- atp: { name: git } # lint: ignore unknown-module')).toContain('unknown-module');
});

const BEFORE = `# the site
- hosts: all
  become: yes   # root
  tasks:
    - name: Write it
      copy: {content: "yes",  dest: /etc/a, mode: 0644}   # as it was
      when: no
    - { name: yes, debug: { msg: 'no' } }
`;

test('--fix keeps the meaning, comments, layout and texts', async () => {
  write('site.yml', BEFORE);
  const { stderr, stdout } = await lint('--fix');
  const after = readFileSync('site.yml', 'utf8');
  expect(after).toBe(
    BEFORE.replace('become: yes ', 'become: true ')
      .replace('mode: 0644', 'mode: "0644"')
      .replace('when: no', 'when: false')
      .replace('name: yes', 'name: true'),
  );
  expect(stderr).toBe('fixed site.yml: 4 places\n');
  expect(stdout).not.toContain('yaml-boolean');
  expect(valuesOf(after.replace('"0644"', '0644'))).toEqual(valuesOf(BEFORE));
  expect(await lint('--fix')).toMatchObject({ stderr: '' });
});

test('--fix keeps the mode of a file, and a link to it', async () => {
  write('shared.yml', BEFORE);
  chmodSync('shared.yml', 0o640);
  symlinkSync('shared.yml', 'site.yml');
  expect((await lint('--fix')).stderr).toBe('fixed site.yml: 4 places\n');
  expect([readlinkSync('site.yml'), statSync('shared.yml').mode & 0o777]).toEqual(['shared.yml', 0o640]);
  expect(readFileSync('shared.yml', 'utf8')).toContain('become: true');
});

test.each([
  ['of a vault', { path: 'vault.yml', text: 'mode: 0644', secret: true }, '"0644"'],
  ['that repeats a secret', { path: 'site.yml', text: 'pw: s3cret-word' }, '"s3cret-word"'],
])('SARIF has no fix %s', (_, source, text) => {
  const range = { source, start: 4, end: 10 };
  const finding: Diagnostic = { code: 'yaml-boolean', severity: 'warning', summary: 'x', range, fix: { range, text } };
  const mask = (said: string): string => said.replaceAll('s3cret-word', '********');
  expect(renderSarif([finding], { mask, version: '1' })).not.toContain('"fixes"');
  const other = { ...finding, fix: { range: { ...range, source: { path: 'a.yml', text: '' } }, text: 'true' } };
  expect(renderSarif([other], { mask, version: '1' })).toContain('"fixes"');
});

function valuesOf(text: string): unknown {
  const node = loadYaml({ path: 'x', text }, {}, new DiagnosticList());
  return node && toPlain(node);
}

test('SARIF fits the schema of OASIS', async () => {
  write('site.yml', '- hosts: all\n  tasks:\n    - atp: { name: git }\n    - apt: { name: git, update_cache: yes }\n');
  const { stdout, exitCode } = await lint('--practice', '--output', 'sarif');
  const log = JSON.parse(stdout) as { runs: { results: { ruleId: string; fixes?: unknown }[] }[] };
  const schema = JSON.parse(readFileSync(join(home, 'test/fixtures/sarif-schema-2.1.0.json'), 'utf8')) as object;
  expect(new Validator().validate(log, schema).errors.map(String)).toEqual([]);
  expect(new Validator().validate({ ...log, version: '2' }, schema).errors).not.toEqual([]);
  expect(exitCode).toBe(3);
  expect(log.runs[0]?.results.map(({ ruleId, fixes }) => [ruleId, fixes !== undefined])).toEqual(
    expect.arrayContaining([
      ['unknown-module', false],
      ['yaml-boolean', true],
    ]),
  );
  expect(log.runs[0]?.results[0]).toMatchObject({
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'site.yml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 10 },
        },
      },
    ],
  });
});
