import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

// a command that fails here stores no code, which would only be seen as a slower start
test('all commands whose code the build stores succeed', () => {
  const copy = mkdtempSync(join(tmpdir(), 'provision-keep-code-'));
  try {
    const [program = ''] = readdirSync('dist/cli').filter((name) => /^program-.*\.cjs$/.test(name));
    for (const name of ['scripts', 'roles', 'inventories', 'playbooks'])
      cpSync(name, join(copy, name), { recursive: true });
    for (const name of readdirSync('dist/cli').filter((name) => /\.c?js$/.test(name)))
      cpSync(join('dist/cli', name), join(copy, 'dist/cli', name));
    copyFileSync('package.json', join(copy, 'package.json'));
    execFileSync('ln', ['-s', join(process.cwd(), 'node_modules'), join(copy, 'node_modules')]);
    const words = [join(copy, 'scripts/keep-code.mjs'), join(copy, 'dist/cli', program)];
    expect(execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...words], { encoding: 'utf8' })).toBe(
      '',
    );
    expect(readdirSync(join(copy, 'dist/cli')).filter((name) => name.endsWith('.code'))).toHaveLength(1);
  } finally {
    rmSync(copy, { recursive: true });
  }
}, 60_000);
