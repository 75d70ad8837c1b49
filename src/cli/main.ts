#!/usr/bin/env node
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileBundle } from './compile-bundle.ts';
import { endProcess } from './start/end-process.ts';
import { guardMainThread } from './start/guard-main-thread.ts';
import { noteSlowStart } from './start/note-slow-start.ts';
import { optimizeLater } from './optimize-later.ts';
import type * as program from './program.ts';
import { watchSignals } from './start/watch-signals.ts';

type Program = typeof program;

/** Where the build has put program.ts and all that it imports, relative to this file. */
declare const PROGRAM: string;

optimizeLater();
const { stdout, stderr } = process;
const signals = watchSignals({
  say: (line) => void stderr.write(`\n${line}\n`),
  quit: endWith,
  guard: guardMainThread,
});
const noteStart = noteSlowStart((line) => void stderr.write(line));
// a shell that completes a word shows nothing else
if (process.argv[2]?.startsWith('complet') !== true) noteStart('loading the program');
// all else is loaded once a signal is listened for
const { runProgram, reportInternalError } = loadProgram();
process.on('uncaughtException', (error) => {
  reportInternalError(error, process.argv.slice(2), { stderr, setExitCode: endWith });
});
// who reads only the first lines, as head does, takes nothing away from the rest; nor does a terminal that is closed
for (const stream of [stdout, stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
// an await that nothing is left to settle would end the process without a word
process.once('beforeExit', () => {
  reportInternalError(new Error('nothing is left to wait for, and the program has not ended'), process.argv.slice(2), {
    stderr,
    setExitCode: endWith,
  });
});
await runProgram({ signals, noteStart });
await end();

function endWith(exitCode: number): void {
  process.exitCode = exitCode;
  void end();
}

/** The one place where the process ends. */
function end(): Promise<void> {
  return endProcess({ stdout, stderr, lostTerminal: signals.isTerminalLost });
}

function loadProgram(): Program {
  const path = fileURLToPath(new URL(PROGRAM, import.meta.url));
  // Node translates the stacks only of what it has loaded itself
  if (process.sourceMapsEnabled) return createRequire(import.meta.url)(path) as Program;
  return compileBundle<Program>(path).load();
}
