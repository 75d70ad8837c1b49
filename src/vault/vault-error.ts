import type { DiagnosticCode } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';

/**
 * Why a vault operation was refused. `wrong-password` covers a changed body too where its authentication code can't
 * tell the two apart; `damaged` is a body that no password could open.
 */
export type VaultErrorCode =
  | 'not-a-vault'
  | 'unknown-version'
  | 'unknown-cipher'
  | 'damaged'
  | 'wrong-password'
  | 'no-password'
  | 'password-source'
  | 'usage'
  | 'file'
  | 'interrupted';

/** A mistake or a failure that the user of a vault must see. The message never holds plaintext or a password. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The same error, its message led by what it is about: a file's path, usually. */
  about(subject: string): VaultError {
    return new VaultError(this.code, `${subject}: ${this.message}`, { cause: this });
  }
}

const CODES = {
  'not-a-vault': 'vault-format',
  'unknown-version': 'vault-format',
  'unknown-cipher': 'vault-format',
  damaged: 'vault-damaged',
  'wrong-password': 'vault-password',
  'no-password': 'vault-no-password',
  'password-source': 'vault-password-source',
  usage: 'vault-usage',
  file: 'vault-file',
  interrupted: 'vault-interrupted',
} as const satisfies Record<VaultErrorCode, DiagnosticCode>;

const SUGGESTIONS: Partial<Record<VaultErrorCode, string>> = {
  'no-password': 'give --vault-password-file FILE, --vault-id LABEL@FILE or --ask-vault-pass',
  'not-a-vault': 'encrypt it with `provision vault encrypt`',
};

/** A vault's error as a finding, at the inline value or the file that it is about. */
export function toVaultDiagnostic(error: VaultError, range?: SourceRange): Diagnostic {
  const { code, message } = error;
  return { code: CODES[code], severity: 'error', summary: message, suggestion: SUGGESTIONS[code], range };
}

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
