import type { Command } from 'commander';

/** The flags for vault passwords. */
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

export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
