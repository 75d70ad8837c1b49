import { buffer } from 'node:stream/consumers';
import { chooseEncryptSecret } from '../../vault/secrets.ts';
import { readGivenText } from '../../controller/read-file.ts';
import { parseRecipients } from '../../vault/age/age-keys.ts';
import { DEFAULT_LABEL } from '../../vault/envelope.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import { createFile, editFiles, runEditor } from '../../vault/edit-files.ts';
import {
  decryptFiles,
  encryptFiles,
  encryptStrings,
  readFile,
  rekeyFiles,
  STANDARD_STREAM,
  viewFiles,
} from '../../vault/file-actions.ts';
import type { VaultStreams } from '../../vault/file-actions.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { QuestionInterrupted } from '../run/ask-line.ts';
import type { CommandIo } from '../command-io.ts';
import { collectStrings } from '../project/collect-strings.ts';
import type { StringOptions } from '../project/collect-strings.ts';
import { EXIT_INTERRUPTED, EXIT_INVALID } from '../exit-codes.ts';
import { loadVaultOptions } from '../options/load-vault-options.ts';
import { tellDiagnostics } from '../start/tell-diagnostics.ts';
import { toDiagnostics } from '../start/to-diagnostics.ts';
import type { VaultOptions } from '../options/vault-options.ts';

export interface RecipientOptions {
  readonly recipient?: readonly string[];
  readonly recipientsFile?: readonly string[];
}

export interface EditOptions extends VaultOptions, RecipientOptions {}

export interface EncryptOptions extends VaultOptions, RecipientOptions {
  readonly encryptVaultId?: string;
  readonly output?: string;
}

export interface RekeyOptions extends VaultOptions, RecipientOptions {
  readonly newVaultId?: string;
  readonly newVaultPasswordFile?: string;
}

/** The actions of the subcommands of `provision vault`; a mistake is printed on stderr and sets the exit code. */
export function encrypt(files: readonly string[], options: EncryptOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    checkReadable(files);
    const secret = await loadEncryptSecret(options, io);
    await encryptFiles({ paths: orStdin(files), output: options.output, secret }, streamsOf(io));
  });
}

export function decrypt(files: readonly string[], options: EncryptOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    checkReadable(files);
    const secrets = await loadOrAsk(options, io);
    await decryptFiles({ paths: orStdin(files), output: options.output, secrets }, streamsOf(io));
  });
}

export function view(files: readonly string[], options: VaultOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    checkReadable(files);
    await viewFiles(files, await loadOrAsk(options, io), streamsOf(io));
  });
}

export function edit(paths: readonly string[], options: EditOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    checkReadable(paths);
    const secrets = await loadOrAsk(options, io);
    await editFiles({ paths, secrets, runEditor: editorOf(io), newSecret: readRecipients(options) }, streamsOf(io));
  });
}

export function create(path: string, options: EncryptOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    const secret = await loadEncryptSecret(options, io);
    await createFile({ path, secret, runEditor: editorOf(io) });
  });
}

export function rekey(paths: readonly string[], options: RekeyOptions, io: CommandIo): Promise<void> {
  return guard(io, async () => {
    checkReadable(paths);
    const secrets = await loadOrAsk(options, io);
    await rekeyFiles({ paths, secrets, newSecret: await loadNewSecret(options, io) }, streamsOf(io));
  });
}

export function encryptString(
  strings: readonly string[],
  options: EncryptOptions & StringOptions,
  io: CommandIo,
): Promise<void> {
  return guard(io, async () => {
    const secret = await loadEncryptSecret(options, io);
    io.stdout.write(encryptStrings(await collectStrings(strings, options, io), secret));
  });
}

/** Prints an error for the user on stderr and sets the exit code; a bug is rethrown. */
async function guard(io: CommandIo, run: () => Promise<void>): Promise<void> {
  // lets the editor end first
  io.signals?.close();
  try {
    await run();
  } catch (error) {
    const interrupted =
      error instanceof QuestionInterrupted || (error instanceof VaultError && error.code === 'interrupted');
    const diagnostics = error instanceof QuestionInterrupted ? [] : toDiagnostics(error);
    tellDiagnostics(diagnostics, io, { end: '\n' });
    io.setExitCode(interrupted ? EXIT_INTERRUPTED : EXIT_INVALID);
  }
}

/** Throws VaultError `file` if a file cannot be read, so that no password is asked for in vain. */
function checkReadable(paths: readonly string[]): void {
  for (const path of paths) if (path !== STANDARD_STREAM) readFile(path);
}

/** Prompts for a password if none was given. */
async function loadOrAsk(options: VaultOptions, io: CommandIo, confirm = false): Promise<VaultSecret[]> {
  const secrets = await loadVaultOptions(options, io, { confirm });
  return secrets.length > 0 ? secrets : loadVaultOptions({ askVaultPass: true }, io, { confirm });
}

async function loadEncryptSecret(options: EncryptOptions, io: CommandIo): Promise<VaultSecret> {
  return readRecipients(options) ?? chooseEncryptSecret(await loadOrAsk(options, io, true), options.encryptVaultId);
}

async function loadNewSecret(options: RekeyOptions, io: CommandIo): Promise<VaultSecret> {
  const recipients = readRecipients(options);
  if (recipients) return recipients;
  const { newVaultId, newVaultPasswordFile } = options;
  if (newVaultId !== undefined && newVaultPasswordFile !== undefined) {
    throw new VaultError('usage', 'give either --new-vault-id or --new-vault-password-file', {
      remedy: 'Write `--new-vault-id LABEL@FILE` or `--new-vault-password-file FILE`.',
      place: '--new-vault-id',
    });
  }
  const given = {
    ...(newVaultId === undefined ? {} : { vaultId: [newVaultId] }),
    ...(newVaultPasswordFile === undefined ? {} : { vaultPasswordFile: [newVaultPasswordFile] }),
  };
  // The environment names the current password, never the new one.
  return chooseEncryptSecret(await loadOrAsk(given, { ...io, env: {} }, true));
}

/** The secret that encrypts to public age keys; undefined if none is named. */
function readRecipients({ recipient = [], recipientsFile = [] }: RecipientOptions): VaultSecret | undefined {
  const named = recipient.flatMap((key) => parseRecipients(key, '--recipient'));
  const listed = recipientsFile.flatMap((file) => parseRecipients(readGivenText(file), file));
  const recipients = [...named, ...listed];
  return recipients.length === 0 ? undefined : { label: DEFAULT_LABEL, password: Buffer.alloc(0), recipients };
}

function editorOf({ env }: CommandIo): (path: string) => Promise<void> {
  return (path) => runEditor(env['VISUAL'] ?? env['EDITOR'] ?? 'vi', path);
}

function orStdin(files: readonly string[]): readonly string[] {
  return files.length === 0 ? ['-'] : files;
}

function streamsOf(io: CommandIo): VaultStreams {
  return { readStdin: () => buffer(io.stdin), writeStdout: (content) => void io.stdout.write(content) };
}
