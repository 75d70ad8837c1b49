import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { createProcessIo } from '../../src/cli/command-io.ts';
import { registerLintCommand } from '../../src/cli/lint/lint.ts';

// as inventories/README.md says
const PASSWORD = 'example-only';

async function lint(inventory: string, password: string): Promise<{ output: string; code: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'provision-inventories-'));
  const program = new Command();
  let output = '';
  let code = 0;
  const stdout = { write: (text: string) => (output += text) } as never;
  try {
    const file = join(directory, 'password');
    writeFileSync(file, password, { mode: 0o600 });
    registerLintCommand(program, { ...createProcessIo(), env: {}, stdout, setExitCode: (given) => (code = given) });
    await program.parseAsync(['node', 'provision', 'lint', '-i', inventory, '--vault-password-file', file]);
  } finally {
    rmSync(directory, { recursive: true });
  }
  return { output, code };
}

test.each(['staging', 'prod'])('the example %s has no mistakes', async (inventory) => {
  expect(await lint(inventory, PASSWORD)).toEqual({ output: 'no mistakes\n', code: 0 });
});

test.each(['staging', 'prod'])('the secrets of %s need their password', async (inventory) => {
  const { output, code } = await lint(inventory, 'another');
  expect(code).toBe(3);
  expect(output).toContain('vault');
});
