import { mkdtempSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { shredFolder } from './shred-folder.ts';

export interface EditPlaintextOptions {
  /** Opens a file, and returns when the user has done with it; throws where nothing is to be saved. */
  readonly runEditor: (path: string) => Promise<void>;
  /** The editor sees a file of this name, and so chooses its mode for it. */
  readonly name: string;
}

/**
 * What the user makes of a plaintext. It lies in a 0600 file in a 0700 folder meanwhile, which is overwritten and
 * removed whatever happens, the editor's backup and swap files with it.
 */
export async function editPlaintext(plaintext: Buffer, { runEditor, name }: EditPlaintextOptions): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'provision-vault-'));
  const shred = (): void => shredFolder(folder);
  process.once('exit', shred);
  try {
    await chmod(folder, 0o700);
    const path = join(folder, basename(name));
    await writeFile(path, plaintext, { mode: 0o600, flag: 'wx' });
    await runEditor(path);
    return await readFile(path);
  } finally {
    process.off('exit', shred);
    shred();
  }
}
