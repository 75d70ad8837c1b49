import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { createProcessIo } from '../../src/cli/command-io.ts';
import { registerLintCommand } from '../../src/cli/lint.ts';

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
