import { VaultError } from './vault-error.ts';

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** A failure of the file system as a VaultError `file`: `PATH can't be read: it does not exist`. */
export function toFileError(path: string, participle: 'read' | 'written', cause: unknown): VaultError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new VaultError('file', `${path} can't be ${participle}: ${REASONS[code] ?? message}`, { cause });
}
