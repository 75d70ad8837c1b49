import type { Command } from 'commander';
import type { StringOptions } from '../project/collect-strings.ts';
import type { CommandIo } from '../command-io.ts';
import type { EditOptions, EncryptOptions, RekeyOptions } from './vault-actions.ts';
import { addVaultOptions, collect, type VaultOptions } from '../options/vault-options.ts';

/** Adds `provision vault` with its subcommands to a program. */
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

const loadActions = () => import('./vault-actions.ts');

function registerEncrypt(vault: Command, io: CommandIo): void {
  addEncryptOptions(vault.command('encrypt [files...]').description('encrypt files in place; - is standard input'))
    .option('--output <file>', 'write the vault to this file instead; - is standard output')
    .action(async (files: string[], options: EncryptOptions) => (await loadActions()).encrypt(files, options, io));
}

function registerDecrypt(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('decrypt [files...]').description('decrypt files in place; - is standard input'))
    .option('--output <file>', 'write the plaintext to this file instead; - is standard output')
    .action(async (files: string[], options: EncryptOptions) => (await loadActions()).decrypt(files, options, io));
}

function registerView(vault: Command, io: CommandIo): void {
  addVaultOptions(vault.command('view <files...>').description('print the plaintext of files')).action(
    async (files: string[], options: VaultOptions) => (await loadActions()).view(files, options, io),
  );
}

function registerEdit(vault: Command, io: CommandIo): void {
  addRecipientOptions(
    addVaultOptions(vault.command('edit <files...>').description('edit the plaintext of files in $EDITOR')),
  ).action(async (files: string[], options: EditOptions) => (await loadActions()).edit(files, options, io));
}

function registerCreate(vault: Command, io: CommandIo): void {
  addEncryptOptions(vault.command('create <file>').description('write a new encrypted file in $EDITOR')).action(
    async (file: string, options: EncryptOptions) => (await loadActions()).create(file, options, io),
  );
}

function registerRekey(vault: Command, io: CommandIo): void {
  addRecipientOptions(
    addVaultOptions(vault.command('rekey <files...>').description('encrypt files again with a new password')),
  )
    .option('--new-vault-id <label@source>', 'the new password and its label')
    .option('--new-vault-password-file <file>', 'the new password, from a file or a program')
    .action(async (files: string[], options: RekeyOptions) => (await loadActions()).rekey(files, options, io));
}

function registerEncryptString(vault: Command, io: CommandIo): void {
  addEncryptOptions(
    vault.command('encrypt-string [strings...]').description('encrypt strings as YAML values; - is standard input'),
  )
    .option('-n, --name <name>', 'the key for a string, in the order of the strings (repeatable)', collect)
    .option('--stdin-name <name>', 'the key for the string from standard input')
    .option('-p, --prompt', 'ask for the string')
    .action(async (strings: string[], options: EncryptOptions & StringOptions) =>
      (await loadActions()).encryptString(strings, options, io),
    );
}

const addRecipientOptions = (command: Command): Command =>
  command
    .option('--recipient <age1...>', 'encrypt with age, to this public key (repeatable)', collect)
    .option('--recipients-file <file>', 'encrypt with age, to the public keys of a file (repeatable)', collect);

function addEncryptOptions(command: Command): Command {
  return addRecipientOptions(addVaultOptions(command)).option(
    '--encrypt-vault-id <label>',
    'which of several vault ids to encrypt with',
  );
}
