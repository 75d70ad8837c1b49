import { stageFile, type FileContent, type StagedFile } from './stage-file.ts';

/**
 * Replaces the content of several files: all new contents are on the disk before the first file is replaced, so that
 * a full disk or a folder that is not writable leaves every file as it was. Throws VaultError `file`.
 */
export async function writeFiles(files: readonly FileContent[]): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const file of files) staged.push(await stageFile(file));
    for (const file of staged) await file.commit();
  } finally {
    for (const file of staged) await file.discard();
  }
}
