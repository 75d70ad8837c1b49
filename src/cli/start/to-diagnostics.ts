import { UnreadableFile } from '../../controller/file-error.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { toVaultDiagnostic, VaultError } from '../../vault/vault-error.ts';
import { NoTerminal } from '../run/ask-line.ts';

/** The diagnostics for an error that was thrown. A bug is rethrown. */
export function toDiagnostics(error: unknown): readonly Diagnostic[] {
  if (error instanceof InvalidInput) return error.diagnostics;
  if (error instanceof ExpressionError) return [error.diagnostic];
  if (error instanceof VaultError) return [toVaultDiagnostic(error)];
  if (error instanceof NoTerminal) return [noTerminal(error)];
  if (error instanceof UnreadableFile) return [unreadable(error)];
  throw error;
}

const unreadable = ({ path, problem, message }: UnreadableFile): Diagnostic => ({
  code: 'file-unreadable',
  severity: 'error',
  summary: message,
  suggestion: remedyOf({ path, problem }),
  range: placeOf(path),
});

const noTerminal = ({ question }: NoTerminal): Diagnostic => {
  const [flag, advice] = QUESTIONS.find(([pattern]) => pattern.test(question))?.slice(1) as [string, string];
  const label = /\((.+)\)/.exec(question)?.[1];
  const isVault = flag.startsWith('--ask-vault');
  return {
    code: 'no-terminal',
    severity: 'error',
    summary: `There is no terminal to ask on: ${question.trim().replace(/:$/, '')}`,
    suggestion: isVault && label !== undefined ? `Give it in a file: \`--vault-id ${label}@FILE\`.` : advice,
    range: placeOf(isVault && label !== undefined ? `--vault-id ${label}@prompt` : flag),
  };
};

/** Prompts, the flags that request them, and the alternatives without a terminal. */
const QUESTIONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /vault password/i,
    '--ask-vault-pass',
    'Read it from a file: `--vault-password-file FILE`, or name the file in PROVISION_VAULT_PASSWORD_FILE.',
  ],
  [/become|sudo/i, '--ask-become-pass', 'Read it from a file: `--become-password-file FILE`.'],
  [/ssh|connection/i, '--ask-pass', 'Read it from a file: `--connection-password-file FILE`.'],
  [/encrypt/i, '--prompt', 'Pass the text on standard input, or as an argument.'],
  [/./, 'terminal', 'Answer in advance: `--yes` confirms a run, `-e NAME=VALUE` answers vars_prompt.'],
];
