#!/usr/bin/env node
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileBundle } from './compile-bundle.ts';
import { endProcess } from './start/end-process.ts';
import { guardMainThread } from './start/guard-main-thread.ts';
import { guardExit } from './start/guard-exit.ts';
import { noteSlowStart } from './start/note-slow-start.ts';
import { optimizeLater } from './optimize-later.ts';
import type * as program from './program.ts';
import { watchOutput } from './start/watch-output.ts';
import { watchSignals } from './start/watch-signals.ts';

type Program = typeof program;

/** The path of the built program.ts and its imports, relative to this file. */
declare const PROGRAM: string;

optimizeLater();
const announceExit = guardExit();
const { stdout, stderr } = process;
const signals = watchSignals({
  say: (line) => void stderr.write(`\n${line}\n`),
  quit: endWith,
  guard: guardMainThread,
});
const noteStart = noteSlowStart((line) => void stderr.write(line));
// a completion must not print anything else
if (process.argv[2]?.startsWith('complet') !== true) noteStart('loading the program');
// everything else is loaded after the signal handlers are installed
const { runProgram, reportInternalError } = loadProgram();
process.on('uncaughtException', (error) => {
  reportInternalError(error, process.argv.slice(2), { stderr, setExitCode: endWith });
});
const endCode = watchOutput({ stdout, stderr });
// if an await can never be settled, the process would end silently
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

/** The only place where the process ends. */
function end(): Promise<void> {
  announceExit();
  return endProcess({ stdout, stderr, lostTerminal: signals.isTerminalLost, endCode });
}

function loadProgram(): Program {
  const path = fileURLToPath(new URL(PROGRAM, import.meta.url));
  // Node translates only the stack traces of files that it has loaded itself
  if (process.sourceMapsEnabled) return createRequire(import.meta.url)(path) as Program;
  return compileBundle<Program>(path).load();
}
