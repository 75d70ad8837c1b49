/** An error of the file system, told by its shape: its class is another one in another realm. */
export interface FileError {
  readonly code: string;
  readonly message: string;
}

export function isFileError(error: unknown): error is FileError {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}

/** Whether it means that there is nothing at the path. */
export function isAbsent(error: unknown): boolean {
  return isFileError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
