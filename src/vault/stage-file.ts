import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toFileError } from './vault-error.ts';

/** A new content that is written and synced next to its file, under a temporary name. */
export interface StagedFile {
  /** Replaces the file atomically: readers see the old or the new content, never a part. */
  commit(): Promise<void>;
  /** Removes a content that was not committed. */
  discard(): Promise<void>;
}

export interface FileContent {
  readonly path: string;
  readonly content: string | Buffer;
  /** Whether the content is a secret: the file then gets the mode 0600, regardless of its previous mode. */
  readonly isSecret?: boolean | undefined;
}

/**
 * Prepares the replacement of a file, or a new file. Mode and owner are kept; a new file, and one with a secret, gets 0600. A
 * symbolic link is kept, and its target is replaced. Throws VaultError `file`.
 */
export async function stageFile({ path, content, isSecret = false }: FileContent): Promise<StagedFile> {
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  const discard = () => rm(temporary, { force: true });
  const failed = (error: unknown): never => {
    throw toFileError(path, 'written', error);
  };
  try {
    await writeLike(target, temporary, { content, isSecret });
  } catch (error) {
    await discard();
    return failed(error);
  }
  return { commit: () => rename(temporary, target).catch(failed), discard };
}

async function writeLike(
  target: string,
  temporary: string,
  { content, isSecret }: Pick<FileContent, 'content' | 'isSecret'>,
): Promise<void> {
  const before = await stat(target).catch(() => undefined);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    if (before) {
      // only root may change a file's owner; other users own their new files
      await file.chown(before.uid, before.gid).catch(() => undefined);
      if (!isSecret) await file.chmod(before.mode & 0o7777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
