#!/usr/bin/env node
import { createProcessIo } from './command-io.ts';
import { EXIT_INVALID } from './exit-codes.ts';
import { optimizeLater } from './optimize-later.ts';
import { watchSignals } from './watch-signals.ts';

optimizeLater();
const signals = watchSignals({
  say: (line) => void process.stderr.write(`\n${line}\n`),
  quit: (exitCode) => process.exit(exitCode),
});
// all else is loaded once a signal is listened for
const [{ CommanderError }, { createProgram }] = await Promise.all([import('commander'), import('./create-program.ts')]);

try {
  await createProgram({ ...createProcessIo(), signals }).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT_INVALID;
}
// connections that were still being made would hold the process up
if (signals.stop.requested) process.exit();
