import type { VaultEnvelope } from './vault-envelope.ts';

const COLUMNS = /.{1,80}/g;

/** The text that ansible-vault writes: a header line, then hexadecimal in lines of 80, each ended by a newline. */
export function renderVaultEnvelope(envelope: VaultEnvelope): string {
  const { version, label, salt, hmac, ciphertext } = envelope;
  const header = ['$ANSIBLE_VAULT', version, 'AES256', ...(label === undefined ? [] : [label])].join(';');
  const body = [salt, hmac, ciphertext].map((part) => part.toString('hex')).join('\n');
  const lines = Buffer.from(body, 'latin1').toString('hex').match(COLUMNS) ?? [];
  return [header, ...lines, ''].join('\n');
}
