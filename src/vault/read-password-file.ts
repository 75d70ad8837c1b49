import { execFile } from 'node:child_process';
import { access, constants, open, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, extname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { VaultError } from './vault-error.ts';

const WORLD_READABLE = 0o004;

export interface PasswordFileContext {
  readonly label: string;
  readonly warn: (message: string) => void;
}

export interface PasswordFileContent {
  readonly content: Buffer;
  /** Whether a program printed it. */
  readonly printed: boolean;
}

/**
 * The raw content of a password file, or what it prints when it is executable. A program whose name ends in `-client`,
 * before an extension, is given `--vault-id LABEL`. A file that everyone may read is worth a warning.
 */
export async function readPasswordFile(path: string, context: PasswordFileContext): Promise<PasswordFileContent> {
  const file = resolve(path.replace(/^~(?=\/)/, homedir()));
  const mode = await statFile(file);
  if (await isExecutable(file)) return { content: await runPasswordProgram(file, context.label), printed: true };
  if ((mode & WORLD_READABLE) !== 0) {
    context.warn(`vault password file ${path} can be read by everyone; chmod 600 it`);
  }
  const content = await readFile(file).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  return { content, printed: false };
}

async function statFile(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  if (found.isDirectory()) throw new VaultError('password-source', `vault password file ${path} is a directory`);
  return found.mode;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function runPasswordProgram(path: string, label: string): Promise<Buffer> {
  await refuseBarePassword(path);
  const args = isClient(path) ? ['--vault-id', label] : [];
  // The program may ask its own question on the terminal: only its stdout is ours.
  const running = promisify(execFile)(path, args, { encoding: 'buffer', maxBuffer: 1 << 20 });
  running.child.stderr?.pipe(process.stderr);
  const { stdout } = await running.catch((error: unknown) => {
    throw programError(path, error);
  });
  return stdout;
}

/** The system hands a text without `#!` to the shell, which would print a password that it takes for a command. */
async function refuseBarePassword(path: string): Promise<void> {
  const file = await open(path).catch(() => undefined);
  if (!file) return;
  const start = await file.read(Buffer.alloc(512), 0, 512, 0).finally(() => file.close());
  const text = start.buffer.subarray(0, start.bytesRead).toString('latin1');
  if (text.startsWith('#!') || text.includes('\0')) return;
  throw new VaultError(
    'password-source',
    `vault password file ${path} is executable but no program; if it holds the password itself, chmod -x it`,
  );
}

function isClient(path: string): boolean {
  return basename(path, extname(path)).endsWith('-client');
}

function programError(path: string, error: unknown): VaultError {
  const { code, signal } = error as { code?: number | string; signal?: string };
  if (typeof code === 'number') {
    return new VaultError('password-source', `vault password program ${path} failed with exit status ${code}`);
  }
  if (signal) return new VaultError('password-source', `vault password program ${path} was ended by ${signal}`);
  return new VaultError('password-source', `vault password program ${path} can't be run (${code ?? 'unknown'})`);
}

function sourceError(path: string, cause: unknown): VaultError {
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'it does not exist' : (code ?? String(cause));
  return new VaultError('password-source', `vault password file ${path} can't be read: ${why}`, { cause });
}
