import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';

/**
 * The secret to encrypt with: that of the label asked for, or the only label's first. Throws VaultError `usage` or `no-
 * password`.
 */
export function chooseEncryptSecret(secrets: readonly VaultSecret[], label?: string): VaultSecret {
  const labels = [...new Set(secrets.map((secret) => secret.label))];
  const chosen = secrets.find((secret) => label === undefined || secret.label === label);
  if (label === undefined && labels.length > 1) {
    throw new VaultError(
      'usage',
      `several vault ids are given (${labels.join(', ')}): choose one with --encrypt-vault-id`,
    );
  }
  if (chosen) return chosen;
  if (secrets.length === 0) throw new VaultError('no-password', 'a vault password is needed, and none was given');
  throw new VaultError(
    'usage',
    `--encrypt-vault-id ${label ?? ''} is none of the vault ids given (${labels.join(', ')})`,
  );
}
