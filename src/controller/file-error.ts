const NULL_IN_PATH = 'ERR_INVALID_ARG_VALUE';

/** An error of the file system, told by its shape: its class is another one in another realm. */
export interface FileError {
  readonly code: string;
  readonly message: string;
}

export function isFileError(error: unknown): error is FileError {
  return typeof error === 'object' && error !== null && 'code' in error && ('syscall' in error || hasNull(error));
}

/** Node refuses a path with a null byte before the system sees it. */
const hasNull = (error: { readonly code: unknown }): boolean =>
  error.code === NULL_IN_PATH && 'message' in error && String(error.message).includes('without null bytes');

/** Whether it means that there is nothing at the path. */
export function isAbsent(error: unknown): boolean {
  return isFileError(error) && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', NULL_IN_PATH].includes(error.code);
}

/** The problem of a path that an expression must not choose. */
export const OUTSIDE = 'it is outside of the project, and nothing in the project names it';

/** A file of the controller that cannot be read. `message` is one sentence: `site.yml cannot be read: it is a pipe`. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly path: string;
  /** Why, without the path: `it is a pipe`. */
  readonly problem: string;

  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path} cannot be read: ${problem}`, { cause });
    this.path = path;
    this.problem = problem;
  }
}

/** The error as an `UnreadableFile`; what is no error of the file system is thrown as it is. */
export function toUnreadable(path: string, error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  if (!isFileError(error)) throw error;
  return new UnreadableFile(path, PROBLEMS[error.code] ?? `the system answered ${error.code}`, error);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open (see ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  ENXIO: 'it is a socket or a device',
  ENODEV: 'it is a device',
  EIO: 'the disk or network drive reports an error',
  ESTALE: 'the network drive has lost it',
  ETIMEDOUT: 'the network drive does not answer',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ENOMEM: 'there is not enough memory',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
  [NULL_IN_PATH]: 'its path has a null byte',
};
