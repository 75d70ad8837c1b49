import { remedyOf } from '../controller/file-remedy.ts';
import { shellWord } from '../diagnostic/shell-word.ts';
import { placeOf } from '../diagnostic/source-range.ts';
import type { DiagnosticCode } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';

/**
 * Why a vault operation was refused. `wrong-password` includes a modified body whose authentication code can't
 * distinguish the two; `damaged` is a body that no password could open.
 */
export type VaultErrorCode =
  | 'not-a-vault'
  | 'unknown-version'
  | 'unknown-cipher'
  | 'damaged'
  | 'wrong-password'
  | 'no-password'
  | 'password-source'
  | 'account-password'
  | 'usage'
  | 'already-a-vault'
  | 'file'
  | 'interrupted';

interface VaultErrorOptions extends ErrorOptions {
  readonly remedy?: string | undefined;
  readonly place?: string | undefined;
}

/** A mistake or failure to show to the user of a vault. The message never contains plaintext or a password. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;
  /** The remedy, if it is not implied by the code. */
  readonly remedy: string | undefined;
  /** The file or flag that caused the error. */
  readonly place: string | undefined;

  constructor(code: VaultErrorCode, message: string, options: VaultErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.remedy = options.remedy;
    this.place = options.place;
  }

  /** The same error, with its subject, usually a path, at the start of its message. */
  about(subject: string): VaultError {
    const { remedy, place = subject } = this;
    return new VaultError(this.code, `${subject}: ${this.message}`, { cause: this, remedy, place });
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
  'account-password': 'password-source',
  usage: 'vault-usage',
  'already-a-vault': 'vault-usage',
  file: 'vault-file',
  interrupted: 'vault-interrupted',
} as const satisfies Record<VaultErrorCode, DiagnosticCode>;

const SUGGESTIONS: Readonly<Record<VaultErrorCode, string>> = {
  'no-password': 'Give `--vault-password-file FILE`, `--vault-id LABEL@FILE` or `--ask-vault-pass`.',
  'not-a-vault': 'Encrypt it with `provision vault encrypt VAULT`; the first line is then `$ANSIBLE_VAULT;1.1;AES256`.',
  'unknown-version':
    'Correct the first line to `$ANSIBLE_VAULT;1.1;AES256`, or encrypt the text again with `provision vault encrypt VAULT`.',
  'unknown-cipher':
    'Correct the first line to `$ANSIBLE_VAULT;1.1;AES256`, or encrypt the text again with `provision vault encrypt VAULT`.',
  damaged: 'Restore the file: `git log -- VAULT` shows its versions, `git checkout COMMIT -- VAULT` brings one back.',
  'wrong-password':
    'Give the password that it was encrypted with: `--vault-password-file FILE`, or `--vault-id LABEL@FILE`.',
  'password-source': 'Name a file that holds the password in its first line: `--vault-password-file FILE`.',
  'account-password': 'Name a file that holds the password in its first line.',
  usage: '`provision vault --help` shows the commands and their arguments.',
  'already-a-vault':
    'Edit it with `provision vault edit VAULT`, or change its password with `provision vault rekey VAULT`.',
  file: 'Name a file that exists: `provision vault view FILE`.',
  interrupted: 'Run the command again: nothing was saved.',
};

/** The remedy for an error. `path`: the file of the vault. */
export function remedyOfVault({ code, message, remedy, place }: VaultError, path = place): string {
  const label = /encrypted as "([^"]+)"/.exec(message)?.[1];
  if (label !== undefined) return `Give the password of this id: \`--vault-id ${label}@FILE\`.`;
  return (
    remedy ??
    SUGGESTIONS[code]
      .replaceAll('VAULT`', `${path === undefined ? 'FILE' : shellWord(path)}\``)
      .replaceAll('VAULT ', 'FILE ')
  );
}

/** A vault's error as a diagnostic, located at the inline value or the file. */
export function toVaultDiagnostic(error: VaultError, range?: SourceRange): Diagnostic {
  const { code, message } = error;
  const place = error.place === undefined ? undefined : placeOf(error.place);
  return {
    code: CODES[code],
    severity: 'error',
    summary: message,
    suggestion: remedyOfVault(error),
    range: range ?? place,
  };
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
  const problem = REASONS[code] ?? message;
  const remedy =
    participle === 'read' ? remedyOf({ path, problem: problem.replace(/^permission/, 'permission is') }) : undefined;
  return new VaultError('file', `${path} can't be ${participle}: ${problem}`, { cause, remedy, place: path });
}
