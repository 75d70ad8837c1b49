import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeSync, mkdtempSync } from 'node:fs';
import { join, basename } from 'node:path';
import { spawn } from 'node:child_process';
import { VaultError } from './vault-error.ts';
import { chmod, readFile, writeFile, access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isIdentityFile } from './age/age-keys.ts';
import { encryptVault, openVault } from './cipher.ts';
import { readInputs, STANDARD_STREAM, transformOne, writeFiles } from './file-actions.ts';
import type { VaultStreams } from './file-actions.ts';
import type { VaultSecret } from './envelope.ts';

const CHUNK_BYTES = 1 << 16;

/**
 * Overwrites all files below a directory once, and removes the directory. Synchronous, so that it can run while the process
 * exits. On a copy-on-write file system, the overwriting may reach other blocks.
 */
export function shredFolder(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) overwrite(join(entry.parentPath, entry.name));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function overwrite(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  try {
    const zeros = Buffer.alloc(Math.min(size, CHUNK_BYTES));
    for (let at = 0; at < size; at += CHUNK_BYTES) writeSync(file, zeros, 0, Math.min(CHUNK_BYTES, size - at), at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const KILL_AFTER_MS = 2000;
const ENDING = ['SIGTERM', 'SIGHUP'] as const;
/** The terminal also sends these signals to the editor, which handles them itself. */
const EDITORS_OWN = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Opens a file in the user's editor and waits until it ends. `editor` is a shell command, as for git. Throws
 * VaultError: `usage` if the editor fails, `interrupted` if this process is asked to end meanwhile; the editor
 * is ended first.
 */
export async function runEditor(
  editor: string,
  path: string,
  signals: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
): Promise<void> {
  // without exec, a signal would end the shell but not the editor
  const child = spawn('/bin/sh', ['-c', `exec env ${editor} "$1"`, 'editor', path], { stdio: 'inherit' });
  let asked: (typeof ENDING)[number] | undefined;
  let killing: NodeJS.Timeout | undefined;
  const ignore = (): undefined => undefined;
  const end = (signal: NodeJS.Signals): void => {
    asked ??= ENDING.find((name) => name === signal);
    child.kill(signal);
    killing ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  };
  ENDING.forEach((signal) => signals.on(signal, end));
  EDITORS_OWN.forEach((signal) => signals.on(signal, ignore));
  try {
    const status = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(describeEnd(code, signal)));
    });
    if (asked) throw new VaultError('interrupted', `ended by ${asked} while editing; nothing was saved`);
    if (status) throw new VaultError('usage', `the editor (${editor}) ${status}; nothing was saved`);
  } finally {
    clearTimeout(killing);
    ENDING.forEach((signal) => signals.off(signal, end));
    EDITORS_OWN.forEach((signal) => signals.off(signal, ignore));
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal) return `was ended by ${signal}`;
  return code === 0 ? undefined : `failed with exit status ${code ?? 'unknown'}`;
}

export interface EditPlaintextOptions {
  /** Opens a file, and returns when the user has finished; throws if nothing is to be saved. */
  readonly runEditor: (path: string) => Promise<void>;
  /** The name of the file in the editor, which selects the editor's mode. */
  readonly name: string;
}

/**
 * The user's edited version of a plaintext. During the edit it is in a 0600 file in a 0700 directory, which is overwritten and
 * removed in any case, including the editor's backup and swap files.
 */
export async function editPlaintext(plaintext: Buffer, { runEditor, name }: EditPlaintextOptions): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'provision-vault-'));
  const shred = (): void => shredFolder(folder);
  process.once('exit', shred);
  try {
    await chmod(folder, 0o700);
    const path = join(folder, basename(name));
    await writeFile(path, plaintext, { mode: 0o600, flag: 'wx' });
    await runEditor(path);
    return await readFile(path);
  } finally {
    process.off('exit', shred);
    shred();
  }
}

export interface EditFilesOptions {
  readonly paths: readonly string[];
  readonly secrets: readonly VaultSecret[];
  readonly runEditor: (path: string) => Promise<void>;
  /** By default the previous secret; age files do not contain their recipients. */
  readonly newSecret?: VaultSecret | undefined;
}

/**
 * Opens vaults in the editor one after another, and encrypts changed ones with the same secret and label. Unchanged
 * files are not written. All are decrypted before the first is opened. Throws
 * VaultError.
 */
export async function editFiles(options: EditFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, secrets, runEditor, newSecret } = options;
  if (paths.includes(STANDARD_STREAM)) throw new VaultError('usage', 'edit works on files, not on standard input');
  const inputs = await readInputs(paths, streams);
  const vaults = inputs.map((input) => ({
    path: input.path,
    ...transformOne(input, (content) => openVault(content.toString(), secrets)),
  }));
  if (!newSecret && vaults.some(({ secret }) => isIdentityFile(secret.password)))
    throw new VaultError('usage', 'an age file does not contain its recipients: name them with --recipient');
  for (const { path, plaintext, secret, label } of vaults) {
    const edited = await editPlaintext(plaintext, { runEditor, name: path });
    if (!edited.equals(plaintext))
      await writeFiles([{ path, content: encryptVault(edited, newSecret ?? secret, label) }]);
  }
}

export interface CreateFileOptions {
  readonly path: string;
  readonly secret: VaultSecret;
  readonly runEditor: (path: string) => Promise<void>;
}

/**
 * Creates a vault, 0600, from the text that the user writes in the editor. Throws VaultError `usage` if the file exists or
 * nothing was written.
 */
export async function createFile({ path, secret, runEditor }: CreateFileOptions): Promise<void> {
  if (await exists(path)) throw new VaultError('usage', `${path} already exists; change it with edit`);
  const plaintext = await editPlaintext(Buffer.alloc(0), { runEditor, name: path });
  if (plaintext.length === 0) throw new VaultError('usage', `nothing was written; ${path} was not created`);
  await writeFiles([{ path, content: encryptVault(plaintext, secret, secret.label) }]);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
