import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, extname, resolve } from 'node:path';
import { toUnreadable, UnreadableFile } from '../controller/file-error.ts';
import { readBytes, readGivenBytes } from '../controller/read-file.ts';
import { runProgram } from '../controller/run-program.ts';
import { VaultError } from './vault-error.ts';
import { remedyOf } from '../controller/file-remedy.ts';
import { shellWord } from '../diagnostic/shell-word.ts';

const WORLD_READABLE = 0o004;

export interface PasswordFileContext {
  readonly label: string;
  readonly warn: (message: string) => void;
  /** Called with the program that is waited for, and for how long. */
  readonly tell: (line: string) => void;
}

export interface PasswordFileContent {
  readonly content: Buffer;
  /** Whether a program printed it. */
  readonly printed: boolean;
}

/**
 * The raw content of a password file, or the output of an executable one. A program whose name ends in `-client`,
 * before an extension, receives `--vault-id LABEL`. A file that everyone can read causes a warning.
 */
export async function readPasswordFile(path: string, context: PasswordFileContext): Promise<PasswordFileContent> {
  const file = resolve(path.replace(/^~(?=\/)/, homedir()));
  const mode = await statFile(file, path);
  if (await isExecutable(file)) return { content: await runPasswordProgram(file, context), printed: true };
  if ((mode & WORLD_READABLE) !== 0) {
    context.warn(`vault password file ${path} can be read by everyone; chmod 600 it`);
  }
  return { content: readPassword(file, path), printed: false };
}

async function statFile(file: string, path: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  if (found.isDirectory()) {
    const remedy = remedyOf({ path, problem: 'it is a directory' });
    throw new VaultError('password-source', `vault password file ${path} is a directory`, { remedy, place: path });
  }
  return found.mode;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function runPasswordProgram(path: string, { label, tell }: PasswordFileContext): Promise<Buffer> {
  refuseBarePassword(path);
  const args = isClient(path) ? ['--vault-id', label] : [];
  const name = `vault password program ${path}`;
  const { stdout, failure } = await runProgram(path, { name: `the ${name}`, args, tell, asksPerson: true });
  if (failure !== undefined) {
    const remedy = `Run \`${shellWord(path)}\` in a shell: it must print the password and end with status 0.`;
    throw new VaultError('password-source', `${name} ${failure}`, { remedy, place: path });
  }
  return stdout;
}

/** The system passes a text without `#!` to the shell, which would print a password as an unknown command. */
function refuseBarePassword(path: string): void {
  const text = startOf(path);
  if (text === undefined) return;
  if (text.startsWith('#!') || text.includes('\0')) return;
  throw new VaultError(
    'password-source',
    `vault password file ${path} is executable, but not a program; if it contains the password itself, chmod -x it`,
    { remedy: `Run \`chmod -x ${shellWord(path)}\`; a program begins with a line such as \`#!/bin/sh\`.`, place: path },
  );
}

/** Undefined if the file can only be executed. */
function startOf(path: string): string | undefined {
  try {
    return readBytes(path).subarray(0, 512).toString('latin1');
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

function readPassword(file: string, path: string): Buffer {
  try {
    return readGivenBytes(file);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new VaultError('password-source', `vault password file ${path} cannot be read: ${error.problem}`, {
      cause: error,
      remedy: remedyOf({ path, problem: error.problem }),
      place: path,
    });
  }
}

function isClient(path: string): boolean {
  return basename(path, extname(path)).endsWith('-client');
}

function sourceError(path: string, cause: unknown): VaultError {
  const why = toUnreadable(path, cause).problem;
  return new VaultError('password-source', `vault password file ${path} cannot be read: ${why}`, {
    cause,
    remedy: remedyOf({ path, problem: why }),
    place: path,
  });
}
