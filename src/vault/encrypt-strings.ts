import { encryptVault } from './encrypt-vault.ts';
import { renderVaultString } from './render-vault-string.ts';
import { VaultError } from './vault-error.ts';
import type { VaultSecret } from './vault-secret.ts';

export interface NamedString {
  readonly name?: string | undefined;
  readonly value: string | Buffer;
}

/** YAML with each string as an inline vault under its name. An empty string is refused with VaultError `usage`. */
export function encryptStrings(strings: readonly NamedString[], secret: VaultSecret): string {
  return strings.map(({ name, value }) => encryptString(name, Buffer.from(value), secret)).join('');
}

function encryptString(name: string | undefined, value: Buffer, secret: VaultSecret): string {
  if (value.length === 0) throw new VaultError('usage', `${name ?? 'the string'} is empty; nothing was encrypted`);
  return renderVaultString(encryptVault(value, secret, secret.label), name);
}
