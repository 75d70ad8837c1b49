import { decryptVault } from './decrypt-vault.ts';
import { readInputs, type VaultStreams } from './read-inputs.ts';
import { transformOne } from './transform-files.ts';
import type { VaultSecret } from './vault-secret.ts';

/** Prints the plaintext of vaults one after the other; nothing, where one can't be opened. Throws VaultError. */
export async function viewFiles(
  paths: readonly string[],
  secrets: readonly VaultSecret[],
  streams: VaultStreams,
): Promise<void> {
  const inputs = await readInputs(paths, streams);
  const plaintexts = inputs.map((input) => transformOne(input, (content) => decryptVault(content.toString(), secrets)));
  plaintexts.forEach((plaintext) => streams.writeStdout(plaintext));
}
