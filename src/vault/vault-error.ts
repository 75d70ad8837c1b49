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
