import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toFileError } from './vault-error.ts';

/** A new content that is written and synced beside its file, under a name of its own. */
export interface StagedFile {
  /** Puts it in the file's place: readers see the old content or the new, never a part. */
  commit(): Promise<void>;
  /** Removes what was not committed. */
  discard(): Promise<void>;
}

export interface FileContent {
  readonly path: string;
  readonly content: string | Buffer;
  /** The content is a secret: the file is 0600, whatever it was. */
  readonly isSecret?: boolean | undefined;
}

/**
 * Prepares the replacement of a file, or a new file. Mode and owner are kept; a new file, and one of a secret, is 0600. A
 * symbolic link stays, and its target is replaced. Throws VaultError `file`.
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
      // Only root may give a file away; anyone else's new file is their own.
      await file.chown(before.uid, before.gid).catch(() => undefined);
      if (!isSecret) await file.chmod(before.mode & 0o7777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
