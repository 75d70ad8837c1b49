import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { checkout, lab } from './lab.ts';
import { runCommand, runOrThrow, type CommandOptions, type CommandResult } from './run-command.ts';

/** A directory of a user's: an inventory named `test`, playbooks, roles. */
export interface Project {
  readonly directory: string;
  write(path: string, text: string): void;
  /** Makes inventories/test/hosts.yml with just these hosts. */
  writeInventory(...hosts: string[]): Promise<void>;
  /** Runs the built command line in it. */
  provision(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** As `provision`, for a run that only needs to go well: rejects with both outputs when the exit code is not 0. */
  provisionOrThrow(args: readonly string[]): Promise<string>;
}

/** A scratch project for the tests of the surrounding `describe`; `from` copies a directory of the checkout (`roles`, `playbooks`) into it. */
export function useProject(...from: string[]): () => Project {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'provision-lab-'));
    for (const path of from) cpSync(join(checkout, path), join(directory, path), { recursive: true });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return () => project(directory);
}

const program = join(checkout, 'dist/cli/main.js');

function project(directory: string): Project {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  return {
    directory,
    write,
    writeInventory: async (...hosts) => write('inventories/test/hosts.yml', await lab('inventory', ...hosts)),
    provision: (args, options = {}) => runCommand(process.execPath, [program, ...args], { cwd: directory, ...options }),
    provisionOrThrow: (args) => runOrThrow(process.execPath, [program, ...args], { cwd: directory }),
  };
}
