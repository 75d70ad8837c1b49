import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { createProcessIo } from '../../src/cli/command-io.ts';
import { registerLintCommand } from '../../src/cli/lint/lint.ts';

const SITE = 'test/fixtures/playbooks/site';

async function lint(...args: string[]): Promise<{ output: string; code: number }> {
  const program = new Command();
  let output = '';
  let code = 0;
  const stdout = { write: (text: string) => (output += text) } as never;
  registerLintCommand(program, { ...createProcessIo(), env: {}, stdout, setExitCode: (given) => (code = given) });
  await program.parseAsync(['node', 'provision', 'lint', ...args]);
  return { output, code };
}

test('a project without mistakes', async () => {
  const inventory = `${SITE}/inventories/demo/hosts.yml`;
  expect(await lint('-p', `${SITE}/playbooks/site.yml`, '-i', inventory)).toEqual({ output: 'no mistakes\n', code: 0 });
});

test('a pattern of the playbook that matches nothing is an error, with its place', async () => {
  const { output, code } = await lint('-p', `${SITE}/playbooks/site.yml`, '-i', 'app1,web1,');
  expect(code).toBe(3);
  expect(output).toContain(`error[no-hosts-matched]: The pattern web matches no group and no host`);
  expect(output).toContain(`--> ${SITE}/playbooks/site.yml:26:14`);
  expect(output).toMatch(/\n\d+ errors?, \d+ warnings?\n$/);
});

test('a command in an expression is not run', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lint-'));
  const command = `lookup('pipe', 'touch ${directory}/ran; echo yes')`;
  const task = `{ debug: { msg: "{{ ${command} }}" }, when: "${command} == 'yes'" }`;
  writeFileSync(join(directory, 'site.yml'), `- hosts: localhost\n  tasks:\n    - ${task}\n`);
  expect(await lint('-p', join(directory, 'site.yml'), '-i', 'localhost,')).toEqual({
    output: 'no mistakes\n',
    code: 0,
  });
  expect(existsSync(join(directory, 'ran'))).toBe(false);
});

test('with -v, the language of each file that has expressions', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lint-'));
  mkdirSync(join(directory, 'roles/old/tasks'), { recursive: true });
  mkdirSync(join(directory, 'roles/old/templates'));
  mkdirSync(join(directory, 'roles/new/tasks'), { recursive: true });
  const files = {
    'site.yml': '- hosts: localhost\n  roles: [old, new]\n',
    'roles/old/tasks/main.yml':
      '- debug: { msg: "{{ inventory_hostname }}" }\n  when: inventory_hostname is defined\n' +
      '- template: { src: a.j2, dest: /tmp/a }\n',
    'roles/old/templates/a.j2': '{{ inventory_hostname }}\n',
    'roles/new/tasks/main.yml': '- debug: { msg: "<%= inventory_hostname %>" }\n',
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
  const { output } = await lint('-v', '-p', join(directory, 'site.yml'), '-i', 'localhost,');
  expect(output.replaceAll(`${directory}/`, '')).toBe(
    [
      'ejs    roles/new/tasks/main.yml',
      'jinja  roles/old/tasks/main.yml',
      'jinja  roles/old/templates/a.j2',
      '',
      'no mistakes',
      '',
    ].join('\n'),
  );
});

test('a playbook that is not there', async () => {
  const { output, code } = await lint('-p', `${SITE}/playbooks/sitee.yml`);
  expect(code).toBe(3);
  expect(output).toContain('Did you mean site.yml?');
});

test('a playbook that needs -e is checked with it', async () => {
  const project = ['-p', 'test/fixtures/playbooks/extra/site.yml', '-i', 'web1,'];
  expect((await lint(...project)).output).toContain('undefined-variable');
  expect(await lint(...project, '-e', 'release=42')).toEqual({ output: 'no mistakes\n', code: 0 });
});

describe('text of -e', () => {
  const root = mkdtempSync(join(tmpdir(), 'extra-'));
  mkdirSync(join(root, 'playbooks'));
  mkdirSync(join(root, 'roles/web/meta'), { recursive: true });
  mkdirSync(join(root, 'roles/web/tasks'));
  writeFileSync(join(root, 'playbooks/site.yml'), '- hosts: all\n  roles: [web]\n');
  writeFileSync(
    join(root, 'roles/web/meta/main.yml'),
    'variables: { web_on: boolean, web_port: port, web_name: string }\n',
  );
  writeFileSync(join(root, 'roles/web/tasks/main.yml'), '- debug: { msg: hello }\n');
  const project = ['-p', join(root, 'playbooks/site.yml'), '-i', 'a,'];

  test.each(['web_on=true', 'web_on=no', 'web_port=8080', 'web_name=42', '{"web_on": "yes"}'])(
    '%s has the type that the role declares',
    async (text) => {
      expect(await lint(...project, '-e', text)).toEqual({ output: 'no mistakes\n', code: 0 });
    },
  );

  test.each([
    ['web_on=1', 'web_on must be true or false'],
    ['web_port=http', 'web_port must be'],
  ])('%s does not fit', async (text, message) => {
    expect((await lint(...project, '-e', text)).output).toContain(message);
  });
});
