import { access } from 'node:fs/promises';
import { editPlaintext } from './edit-plaintext.ts';
import { encryptVault } from './encrypt-vault.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';
import { writeFiles } from './write-files.ts';

export interface CreateFileOptions {
  readonly path: string;
  readonly secret: VaultSecret;
  readonly runEditor: (path: string) => Promise<void>;
}

/**
 * Makes a new vault, 0600, of what the user writes in the editor. Throws VaultError `usage` where the file exists or
 * nothing was written.
 */
export async function createFile({ path, secret, runEditor }: CreateFileOptions): Promise<void> {
  if (await exists(path)) throw new VaultError('usage', `${path} exists already; change it with edit`);
  const plaintext = await editPlaintext(Buffer.alloc(0), { runEditor, name: path });
  if (plaintext.length === 0) throw new VaultError('usage', `nothing was written; ${path} was not created`);
  await writeFiles([{ path, content: encryptVault(plaintext, secret, secret.label) }]);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
