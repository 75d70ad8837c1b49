import { decryptVault } from './decrypt-vault.ts';
import type { VaultStreams } from './read-inputs.ts';
import { transformFiles } from './transform-files.ts';
import type { VaultSecret } from './vault-secret.ts';

export interface DecryptFilesOptions {
  readonly paths: readonly string[];
  readonly output?: string | undefined;
  readonly secrets: readonly VaultSecret[];
}

/** Decrypts files, as `transformFiles` does. */
export async function decryptFiles({ secrets, ...files }: DecryptFilesOptions, streams: VaultStreams): Promise<void> {
  const transform = (content: Buffer): Buffer => decryptVault(content.toString(), secrets);
  await transformFiles({ ...files, transform, givesSecret: true }, streams);
}
