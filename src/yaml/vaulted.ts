import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';
import { isVaultText } from '../vault/envelope.ts';
import { remedyOfVault, VaultError } from '../vault/vault-error.ts';

export interface VaultOptions {
  /** The plaintext of a vault. Throws with a message for the user if it is not available. Absent if there is no password. */
  readonly decryptVault?: ((text: string, range: SourceRange) => string) | undefined;
  /** Keep inline vaulted values encrypted, for commands that need no secrets; encrypted files are opened anyway. */
  readonly keepInlineVaults?: boolean | undefined;
  /** Called with each text that was encrypted, inline or with its file, so that it is masked wherever it is shown. */
  readonly onSecret?: ((text: string) => void) | undefined;
}

/** The plaintext; undefined if it is not available, with the reason in `diagnostics`. */
export function decryptAt(
  text: string,
  range: SourceRange,
  { decryptVault }: VaultOptions,
  diagnostics: DiagnosticList,
): string | undefined {
  if (!decryptVault) {
    diagnostics.error({
      code: 'vault-unreadable',
      summary: 'This is encrypted, and no vault password is given',
      suggestion: 'Use `--vault-password-file FILE`, `--vault-id LABEL@FILE` or `--ask-vault-pass`.',
      range,
    });
    return undefined;
  }
  try {
    return decryptVault(text, range);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    diagnostics.error({
      code: 'vault-unreadable',
      summary: 'This cannot be decrypted',
      detail: error.message,
      suggestion: error instanceof VaultError ? remedyAt(error, text, range.source) : undefined,
      range,
    });
    return undefined;
  }
}

/** A value within a file is encrypted on its own. */
const remedyAt = (error: VaultError, text: string, source: SourceFile): string =>
  error.code === 'not-a-vault' && text !== source.text
    ? 'Remove `!vault`, or write what `provision vault encrypt-string` prints.'
    : remedyOfVault(error, source.path);

/** The source itself or, if it is a vault, its plaintext, marked as secret. */
export function openSource(
  source: SourceFile,
  options: VaultOptions,
  diagnostics: DiagnosticList,
): SourceFile | undefined {
  if (!isVaultText(source.text)) return source;
  const range = { source, start: 0, end: source.text.split('\n', 1)[0]?.length ?? 0 };
  const text = decryptAt(source.text, range, options, diagnostics);
  return text === undefined ? undefined : { path: source.path, text, secret: true };
}
