/** The parts of a vault: AES-256-CTR ciphertext and its HMAC-SHA256, under keys derived from a password and `salt`. */
export interface VaultEnvelope {
  readonly version: '1.1' | '1.2';
  /** The vault id's label; only version 1.2 has one. It is a hint, and not authenticated. */
  readonly label?: string;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}
