import { loadVaultSecrets } from '../../vault/secrets.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import type { CommandIo } from '../command-io.ts';
import type { VaultOptions } from './vault-options.ts';

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
    tell: (line) => void io.stderr.write(`${line}\n`),
  });
}
