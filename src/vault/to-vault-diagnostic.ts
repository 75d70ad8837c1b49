import type { DiagnosticCode } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { VaultError, VaultErrorCode } from './vault-error.ts';

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
