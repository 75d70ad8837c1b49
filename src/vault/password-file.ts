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

/** What a password is for. */
export type PasswordUse = 'vault' | 'sudo' | 'login';

export interface PasswordFileContext {
  readonly label: string;
  readonly use: PasswordUse;
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
  const source: PasswordSource = { path, use: context.use };
  const mode = await statFile(file, source);
  if (await isExecutable(file)) return { content: await runPasswordProgram(file, source, context), printed: true };
  if ((mode & WORLD_READABLE) !== 0) {
    context.warn(`${nameOf(source)} can be read by everyone; chmod 600 it`);
  }
  return { content: readPassword(file, source), printed: false };
}

/** A sudo or login password, without the line break at its end. Throws `VaultError` if it is empty. */
export async function readAccountPassword(path: string, context: PasswordFileContext): Promise<string> {
  const { content } = await readPasswordFile(path, context);
  const password = content.toString('utf8').trimEnd();
  if (password !== '') return password;
  throw failure({ path, use: context.use }, `the ${context.use} password from ${path} is empty`, {
    remedy: `Write the password into the first line of \`${path}\`, or let the program print it.`,
  });
}

/** A password file as its messages name it. */
interface PasswordSource {
  readonly path: string;
  readonly use: PasswordUse;
}

const nameOf = ({ path, use }: PasswordSource): string => `${use} password file ${path}`;

const failure = (
  { path, use }: PasswordSource,
  message: string,
  options: { readonly remedy: string; readonly cause?: unknown },
): VaultError =>
  new VaultError(use === 'vault' ? 'password-source' : 'account-password', message, { ...options, place: path });

async function statFile(file: string, source: PasswordSource): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(source, toUnreadable(source.path, error));
  });
  if (found.isDirectory()) {
    const remedy = remedyOf({ path: source.path, problem: 'it is a directory' });
    throw failure(source, `${nameOf(source)} is a directory`, { remedy });
  }
  return found.mode;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function runPasswordProgram(
  file: string,
  source: PasswordSource,
  { label, tell }: PasswordFileContext,
): Promise<Buffer> {
  refuseBarePassword(file, source);
  const { path, use } = source;
  const args = use === 'vault' && isClient(file) ? ['--vault-id', label] : [];
  const name = `${use} password program ${path}`;
  const { stdout, failure: problem } = await runProgram(file, { name: `the ${name}`, args, tell, asksPerson: true });
  if (problem !== undefined) {
    const remedy = `Run \`${shellWord(file)}\` in a shell: it must print the password and end with status 0.`;
    throw failure(source, `${name} ${problem}`, { remedy });
  }
  return stdout;
}

/** The system passes a text without `#!` to the shell, which would print a password as an unknown command. */
function refuseBarePassword(file: string, source: PasswordSource): void {
  const text = startOf(file);
  if (text === undefined) return;
  if (text.startsWith('#!') || text.includes('\0')) return;
  throw failure(
    source,
    `${nameOf(source)} is executable, but not a program; if it contains the password itself, chmod -x it`,
    { remedy: `Run \`chmod -x ${shellWord(source.path)}\`; a program begins with a line such as \`#!/bin/sh\`.` },
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

function readPassword(file: string, source: PasswordSource): Buffer {
  try {
    return readGivenBytes(file);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw unreadable(source, error);
  }
}

function isClient(path: string): boolean {
  return basename(path, extname(path)).endsWith('-client');
}

function unreadable(source: PasswordSource, cause: UnreadableFile): VaultError {
  const { problem } = cause;
  const remedy = remedyOf({ path: source.path, problem });
  return failure(source, `${nameOf(source)} cannot be read: ${problem}`, { cause, remedy });
}
