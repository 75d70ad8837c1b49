import { encryptVault } from './encrypt-vault.ts';
import { isVaultText } from './is-vault-text.ts';
import type { VaultStreams } from './read-inputs.ts';
import { transformFiles } from './transform-files.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';

export interface EncryptFilesOptions {
  readonly paths: readonly string[];
  readonly output?: string | undefined;
  readonly secret: VaultSecret;
}

/** Encrypts files under a secret and its label, as `transformFiles` does; a file that is a vault already is refused. */
export async function encryptFiles({ secret, ...files }: EncryptFilesOptions, streams: VaultStreams): Promise<void> {
  const transform = (content: Buffer): string => {
    if (isVaultText(content)) throw new VaultError('usage', 'it is encrypted already');
    return encryptVault(content, secret, secret.label);
  };
  await transformFiles({ ...files, transform }, streams);
}
