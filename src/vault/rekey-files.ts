import { encryptVault } from './encrypt-vault.ts';
import { decryptVault } from './decrypt-vault.ts';
import { STANDARD_STREAM, type VaultStreams } from './read-inputs.ts';
import { transformFiles } from './transform-files.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';

export interface RekeyFilesOptions {
  readonly paths: readonly string[];
  readonly secrets: readonly VaultSecret[];
  /** The password and label from now on. */
  readonly newSecret: VaultSecret;
}

/**
 * Encrypts vaults anew under another secret: all of them, or none where one can't be opened or written. Throws
 * VaultError.
 */
export async function rekeyFiles(options: RekeyFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, secrets, newSecret } = options;
  if (paths.includes(STANDARD_STREAM)) throw new VaultError('usage', 'rekey works on files, not on standard input');
  const transform = (content: Buffer): string =>
    encryptVault(decryptVault(content.toString(), secrets), newSecret, newSecret.label);
  await transformFiles({ paths, transform }, streams);
}
