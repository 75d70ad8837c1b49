import { toUnreadable, UnreadableFile } from '../../controller/file-error.ts';
import { decodeText, readBytes } from '../../controller/read-file.ts';
import { ModuleFailure } from '../../module-api/module.ts';

/** An unreadable file is a failure of its task; other errors are rethrown. */
export function toFailure(path: string, error: unknown): ModuleFailure {
  if (error instanceof ModuleFailure) return error;
  const { message, problem } = toUnreadable(path, error);
  return new ModuleFailure(
    message,
    problem.startsWith('it is a ') ? 'Only files, directories and links can be delivered.' : undefined,
  );
}

/** A regular file's content. Throws `ModuleFailure`. */
export function readLocal(path: string): Buffer {
  try {
    return readBytes(path);
  } catch (error) {
    throw toFailure(path, error);
  }
}

/** Bytes that are not UTF-8 would be corrupted by rendering. */
export function decodeTemplate(bytes: Buffer, shown: string): string {
  try {
    return decodeText(bytes, shown);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new ModuleFailure(error.message, 'Deliver a binary file with copy.');
  }
}
