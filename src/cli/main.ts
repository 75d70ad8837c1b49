#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProcessIo } from './command-io.ts';
import { createProgram } from './create-program.ts';
import { EXIT_INVALID } from './exit-codes.ts';

try {
  await createProgram(createProcessIo()).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT_INVALID;
}
