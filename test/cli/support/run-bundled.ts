import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs a piece of TypeScript that imports from `src/` as a process of its own; `during` may signal it. */
export async function runBundled(
  source: string,
  during: (child: ChildProcessWithoutNullStreams) => void = () => undefined,
): Promise<Ended> {
  const directory = mkdtempSync(join(tmpdir(), 'bundled-'));
  try {
    const outfile = join(directory, 'main.mjs');
    const stdin = { contents: source, resolveDir: resolve('.'), loader: 'ts' } as const;
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
    return await run(outfile, during);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function run(path: string, during: (child: ChildProcessWithoutNullStreams) => void): Promise<Ended> {
  const start = performance.now();
  const child = spawn(process.execPath, [path], { stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  during(child);
  return new Promise((done) => {
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr, ms: performance.now() - start }));
  });
}
