import type { Command } from 'commander';
import { loadVaultSecrets } from '../vault/load-vault-secrets.ts';
import type { VaultSecret } from '../vault/vault-secret.ts';
import type { CommandIo } from './command-io.ts';

/** The flags by which any command is given vault passwords. */
export interface VaultOptions {
  readonly vaultId?: readonly string[];
  readonly vaultPasswordFile?: readonly string[];
  readonly askVaultPass?: boolean;
}

/** Adds the flags of VaultOptions to a command. */
export function addVaultOptions(command: Command): Command {
  return command
    .option('--vault-id <label@source>', 'vault password: a file, a program or `prompt` (repeatable)', collect)
    .option('--vault-password-file <file>', 'vault password from a file or a program (repeatable)', collect)
    .option('--ask-vault-pass', 'ask for the vault password');
}

/** The passwords of the flags and the environment, in that order. Throws VaultError. */
export async function loadVaultOptions(
  options: VaultOptions,
  io: CommandIo,
  { confirm }: { confirm?: boolean } = {},
): Promise<VaultSecret[]> {
  return loadVaultSecrets({
    vaultIds: options.vaultId,
    passwordFiles: options.vaultPasswordFile,
    askVaultPass: options.askVaultPass,
    env: io.env,
    prompt: io.prompt,
    confirm,
    warn: (message) => io.stderr.write(`warning: ${message}\n`),
  });
}

export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
