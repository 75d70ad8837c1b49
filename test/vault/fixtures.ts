import { readFileSync } from 'node:fs';
import type { VaultSecret } from '../../src/vault/envelope.ts';

const FOLDER = new URL('../fixtures/vault/', import.meta.url);

/** A file that was made by ansible-vault 2.14, by fixtures/vault/regenerate.sh, or what went into it. */
export function readFixture(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER));
}

export const PASSWORD: VaultSecret = { label: 'default', password: Buffer.from('correct horse battery staple') };
export const OTHER: VaultSecret = { label: 'default', password: Buffer.from('not that one') };
