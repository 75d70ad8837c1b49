import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** Runs a command that prints with its output on a full disk. Resolves to its exit code and stderr. */
async function runOnFullDisk(
  exitCode: number,
  pause = 'await new Promise((resolve) => setTimeout(resolve, 50));',
): Promise<{ code: number | null; stderr: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'full-'));
  const outfile = join(directory, 'main.mjs');
  const contents = `
    import { endProcess } from './src/cli/start/end-process.ts';
    import { watchOutput } from './src/cli/start/watch-output.ts';
    const { stdout, stderr } = process;
    const endCode = watchOutput({ stdout, stderr });
    stdout.write('one\\n');
    ${pause}
    stderr.write('went on\\n');
    process.exitCode = ${exitCode};
    await endProcess({ stdout, stderr, lostTerminal: false, endCode });
  `;
  const stdin = { contents, resolveDir: resolve('.'), loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
  const full = openSync('/dev/full', 'w');
  try {
    const child = spawn(process.execPath, [outfile], { stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return await new Promise((done) => child.on('close', (code) => done({ code, stderr })));
  } finally {
    closeSync(full);
    rmSync(directory, { recursive: true });
  }
}

test.each([
  [0, 6],
  [1, 1],
])('a command that ends with %d goes on where its output is full, and ends with %d', async (own, code) => {
  expect(await runOnFullDisk(own)).toEqual({
    code,
    stderr: 'error: the output cannot be written: ENOSPC: no space left on device, write\nwent on\n',
  });
});

test('so does a command that prints at its very end', async () => {
  expect(await runOnFullDisk(0, '')).toMatchObject({ code: 6 });
});
