import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';
import { isVaultText } from '../vault/envelope.ts';
import { remedyOfVault, VaultError } from '../vault/vault-error.ts';

export interface VaultOptions {
  /** The plaintext of a vault. Throws, with a message for the user, where it can't be had. Absent: no password is known. */
  readonly decryptVault?: ((text: string, range: SourceRange) => string) | undefined;
  /** Leave single vaulted values as they are, for a command that needs no secrets; files that are vaults as a whole are opened. */
  readonly keepInlineVaults?: boolean | undefined;
  /** Told each text that was vaulted, inline or with its file, so that it can be masked wherever it is shown. */
  readonly onSecret?: ((text: string) => void) | undefined;
}

/** The plaintext, or undefined with the reason in `diagnostics`. */
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
      suggestion: 'Give one: `--vault-password-file FILE`, `--vault-id LABEL@FILE` or `--ask-vault-pass`.',
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
      suggestion: error instanceof VaultError ? remedyOfVault(error, range.source.path) : undefined,
      range,
    });
    return undefined;
  }
}

/** The source itself, or its plaintext, marked as secret, where the whole of it is a vault. */
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
