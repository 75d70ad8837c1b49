import { stageFile, type StagedFile } from './stage-file.ts';

export interface FileContent {
  readonly path: string;
  readonly content: string | Buffer;
}

/**
 * Replaces the content of several files: all new contents are on the disk before the first file is replaced, so that
 * a full disk or a folder that is not writable leaves every file as it was. Throws VaultError `file`.
 */
export async function writeFiles(files: readonly FileContent[]): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const { path, content } of files) staged.push(await stageFile(path, content));
    for (const file of staged) await file.commit();
  } finally {
    for (const file of staged) await file.discard();
  }
}
