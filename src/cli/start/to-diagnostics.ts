import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import { toVaultDiagnostic, VaultError } from '../../vault/vault-error.ts';
import { NoTerminal } from '../run/ask-line.ts';

/** What a user has to be told of an error that was thrown. A bug is thrown on. */
export function toDiagnostics(error: unknown): readonly Diagnostic[] {
  if (error instanceof InvalidInput) return error.diagnostics;
  if (error instanceof ExpressionError) return [error.diagnostic];
  if (error instanceof VaultError) return [toVaultDiagnostic(error)];
  if (error instanceof NoTerminal) return [noTerminal(error)];
  throw error;
}

const noTerminal = ({ question }: NoTerminal): Diagnostic => ({
  code: 'no-terminal',
  severity: 'error',
  summary: `There is no terminal to ask on: ${question.trim().replace(/:$/, '')}`,
  suggestion:
    'Give it in a file: --vault-password-file for a vault, --become-password-file for sudo, --connection-password-file for SSH.',
});
