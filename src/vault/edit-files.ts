import { editPlaintext } from './edit-plaintext.ts';
import { encryptVault } from './encrypt-vault.ts';
import { openVault } from './open-vault.ts';
import { readInputs, STANDARD_STREAM, type VaultStreams } from './read-inputs.ts';
import { transformOne } from './transform-files.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';
import { writeFiles } from './write-files.ts';

export interface EditFilesOptions {
  readonly paths: readonly string[];
  readonly secrets: readonly VaultSecret[];
  readonly runEditor: (path: string) => Promise<void>;
}

/**
 * Opens vaults in the editor one after the other, and encrypts what was changed under the same secret and label. A
 * file whose plaintext was not changed is not written. All are decrypted before the first is opened. Throws
 * VaultError.
 */
export async function editFiles(options: EditFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, secrets, runEditor } = options;
  if (paths.includes(STANDARD_STREAM)) throw new VaultError('usage', 'edit works on files, not on standard input');
  const inputs = await readInputs(paths, streams);
  const vaults = inputs.map((input) => ({
    path: input.path,
    ...transformOne(input, (content) => openVault(content.toString(), secrets)),
  }));
  for (const { path, plaintext, secret, label } of vaults) {
    const edited = await editPlaintext(plaintext, { runEditor, name: path });
    if (!edited.equals(plaintext)) await writeFiles([{ path, content: encryptVault(edited, secret, label) }]);
  }
}
