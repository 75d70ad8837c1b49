import type { Command } from 'commander';
import { buffer } from 'node:stream/consumers';
import { renderDiagnostic } from '../diagnostic/render.ts';
import { chooseEncryptSecret } from '../vault/choose-encrypt-secret.ts';
import { createFile } from '../vault/create-file.ts';
import { decryptFiles } from '../vault/decrypt-files.ts';
import { editFiles } from '../vault/edit-files.ts';
import { encryptFiles } from '../vault/encrypt-files.ts';
import { encryptStrings } from '../vault/encrypt-strings.ts';
import type { VaultStreams } from '../vault/read-inputs.ts';
import { rekeyFiles } from '../vault/rekey-files.ts';
import { runEditor } from '../vault/run-editor.ts';
import { toVaultDiagnostic } from '../vault/to-vault-diagnostic.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { VaultSecret } from '../vault/vault-secret.ts';
import { viewFiles } from '../vault/view-files.ts';
import { Interrupted, NoTerminal } from './ask-secret.ts';
import type { CommandIo } from './command-io.ts';
import { collectStrings, type StringOptions } from './collect-strings.ts';
import { addVaultOptions, collect, loadVaultOptions, type VaultOptions } from './vault-options.ts';

const EXIT_INVALID = 3;
const EXIT_INTERRUPTED = 130;

interface EncryptOptions extends VaultOptions {
  readonly encryptVaultId?: string;
  readonly output?: string;
}

interface RekeyOptions extends VaultOptions {
  readonly newVaultId?: string;
  readonly newVaultPasswordFile?: string;
}

/** Adds `provision vault`, with its own subcommands, to a program. */
export function registerVaultCommand(program: Command, io: CommandIo): void {
  const vault = program.command('vault').description('encrypt and decrypt files and values, as ansible-vault does');
  registerEncrypt(vault, io);
  registerDecrypt(vault, io);
  registerView(vault, io);
  registerEdit(vault, io);
  registerCreate(vault, io);
  registerRekey(vault, io);
  registerEncryptString(vault, io);
}

function registerEncrypt(vault: Command, io: CommandIo): void {
  addEncryptOptions(vault.command('encrypt [files...]').description('encrypt files in place; - is standard input'))
    .option('--output <file>', 'where the vault goes instead; - is standard output')
    .action((files: string[], options: EncryptOptions) =>
      guard(io, async () => {
        const secret = await loadEncryptSecret(options, io);
        await encryptFiles({ paths: orStdin(files), output: options.output, secret }, streamsOf(io));
      }),
    );
}

function registerDecrypt(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('decrypt [files...]').description('decrypt files in place; - is standard input'))
    .option('--output <file>', 'where the plaintext goes instead; - is standard output')
    .action((files: string[], options: EncryptOptions) =>
      guard(io, async () => {
        const secrets = await loadOrAsk(options, io);
        await decryptFiles({ paths: orStdin(files), output: options.output, secrets }, streamsOf(io));
      }),
    );
}

function registerView(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('view <files...>').description('print the plaintext of files')).action(
    (files: string[], options: VaultOptions) =>
      guard(io, async () => viewFiles(files, await loadOrAsk(options, io), streamsOf(io))),
  );
}

function registerEdit(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('edit <files...>').description('change the plaintext of files in $EDITOR')).action(
    (paths: string[], options: VaultOptions) =>
      guard(io, async () => {
        const secrets = await loadOrAsk(options, io);
        await editFiles({ paths, secrets, runEditor: editorOf(io) }, streamsOf(io));
      }),
  );
}

function registerCreate(vault: Command, io: CommandIo): void {
  addEncryptOptions(vault.command('create <file>').description('write a new encrypted file in $EDITOR')).action(
    (path: string, options: EncryptOptions) =>
      guard(io, async () => {
        const secret = await loadEncryptSecret(options, io);
        await createFile({ path, secret, runEditor: editorOf(io) });
      }),
  );
}

function registerRekey(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('rekey <files...>').description('encrypt files anew under another password'))
    .option('--new-vault-id <label@source>', 'the new password, and its label')
    .option('--new-vault-password-file <file>', 'the new password, from a file or a program')
    .action((paths: string[], options: RekeyOptions) =>
      guard(io, async () => {
        const secrets = await loadOrAsk(options, io);
        await rekeyFiles({ paths, secrets, newSecret: await loadNewSecret(options, io) }, streamsOf(io));
      }),
    );
}

function registerEncryptString(vault: Command, io: CommandIo): void {
  addEncryptOptions(
    vault.command('encrypt-string [strings...]').description('encrypt strings as YAML values; - is standard input'),
  )
    .option('-n, --name <name>', 'the key for a string, in the order of the strings (repeatable)', collect)
    .option('--stdin-name <name>', 'the key for the string from standard input')
    .option('-p, --prompt', 'ask for the string')
    .action((strings: string[], options: EncryptOptions & StringOptions) =>
      guard(io, async () => {
        const secret = await loadEncryptSecret(options, io);
        io.stdout.write(encryptStrings(await collectStrings(strings, options, io), secret));
      }),
    );
}

function addEncryptOptions(command: Command): Command {
  return addVaultOptions(command).option('--encrypt-vault-id <label>', 'which of several vault ids to encrypt with');
}

/** An error that the user must see becomes text on stderr and an exit code; a bug goes on up. */
async function guard(io: CommandIo, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const shown = error instanceof NoTerminal ? new VaultError('password-source', error.message) : error;
    const interrupted = shown instanceof Interrupted || (shown instanceof VaultError && shown.code === 'interrupted');
    if (shown instanceof VaultError) io.stderr.write(`${renderDiagnostic(toVaultDiagnostic(shown))}\n`);
    else if (!interrupted) throw error;
    io.setExitCode(interrupted ? EXIT_INTERRUPTED : EXIT_INVALID);
  }
}

/** Where no password was given at all, the user is asked for one. */
async function loadOrAsk(options: VaultOptions, io: CommandIo, confirm = false): Promise<VaultSecret[]> {
  const secrets = await loadVaultOptions(options, io, { confirm });
  return secrets.length > 0 ? secrets : loadVaultOptions({ askVaultPass: true }, io, { confirm });
}

async function loadEncryptSecret(options: EncryptOptions, io: CommandIo): Promise<VaultSecret> {
  return chooseEncryptSecret(await loadOrAsk(options, io, true), options.encryptVaultId);
}

async function loadNewSecret(options: RekeyOptions, io: CommandIo): Promise<VaultSecret> {
  const { newVaultId, newVaultPasswordFile } = options;
  if (newVaultId !== undefined && newVaultPasswordFile !== undefined) {
    throw new VaultError('usage', 'give either --new-vault-id or --new-vault-password-file');
  }
  const given = {
    ...(newVaultId === undefined ? {} : { vaultId: [newVaultId] }),
    ...(newVaultPasswordFile === undefined ? {} : { vaultPasswordFile: [newVaultPasswordFile] }),
  };
  // The environment names the password of today, never the new one.
  return chooseEncryptSecret(await loadOrAsk(given, { ...io, env: {} }, true));
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
