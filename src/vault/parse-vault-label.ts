import { VaultError } from './vault-error.ts';

/** A vault id's label that a header can hold and give back; VaultError `usage` where it can't. */
export function parseVaultLabel(label: string): string {
  if (/^[^;\r\n]+$/.test(label) && label.trim() === label) return label;
  throw new VaultError(
    'usage',
    `${JSON.stringify(label)} can't be a vault id's label: it must not be empty, hold ";" or a line break, or begin or end with a space`,
  );
}
