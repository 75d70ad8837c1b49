import { openVault } from './open-vault.ts';
import type { VaultSecret } from './vault-secret.ts';

/** The plaintext of a vault; throws VaultError as `openVault` does. */
export function decryptVault(text: string, secrets: readonly VaultSecret[]): Buffer {
  return openVault(text, secrets).plaintext;
}
