#!/usr/bin/env node
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileBundle } from './compile-bundle.ts';
import { optimizeLater } from './optimize-later.ts';
import type * as program from './program.ts';
import { watchSignals } from './watch-signals.ts';

type Program = typeof program;

/** Where the build has put program.ts and all that it imports, relative to this file. */
declare const PROGRAM: string;

optimizeLater();
const signals = watchSignals({
  say: (line) => void process.stderr.write(`\n${line}\n`),
  quit: (exitCode) => process.exit(exitCode),
});
// all else is loaded once a signal is listened for
const { runProgram, reportInternalError } = loadProgram();
process.on('uncaughtException', (error) => {
  const setExitCode = (code: number): void => process.exit(code);
  reportInternalError(error, process.argv.slice(2), { stderr: process.stderr, setExitCode });
});
// who reads only the first lines, as head does, takes nothing away from the rest
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
await runProgram({ signals });
// connections that were still being made would hold the process up
if (signals.stop.requested) process.exit();

function loadProgram(): Program {
  const path = fileURLToPath(new URL(PROGRAM, import.meta.url));
  // Node translates the stacks only of what it has loaded itself
  if (process.sourceMapsEnabled) return createRequire(import.meta.url)(path) as Program;
  return compileBundle<Program>(path).load();
}
