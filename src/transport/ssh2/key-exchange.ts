import { createPublicKey, diffieHellman } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';
import { orError, replaceMethods } from './replace-methods.ts';

/** One side of ssh2's key exchange with curve25519. */
export interface Curve25519Exchange {
  readonly type: string;
  _keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | null;
  /** Sets `_keys`. */
  generateKeys(): void;
  /** 32 bytes. */
  getPublicKey(): Buffer;
  /** The shared secret as the bytes of an mpint (RFC 4251, 5), or the error. */
  computeSecret(otherPublicKey: Buffer): Buffer | Error;
}

/**
 * Makes ssh2 import and export keys of curve25519 as JWK, with the same results: ssh2 itself uses DER, which costs OpenSSL
 * 0.3 ms of CPU time per connection. Must be called during the key exchange, before the secret is computed.
 */
export function hastenKeyExchange(client: Client): void {
  if (isHastened) return;
  const { _protocol: protocol } = client as unknown as {
    readonly _protocol: { readonly _kex: Pick<Curve25519Exchange, 'type'> };
  };
  if (protocol._kex.type !== '25519') return;
  isHastened = true;
  replaceMethods(protocol._kex, curve25519Methods);
}

let isHastened = false;

export const curve25519Methods = {
  getPublicKey(this: Curve25519Exchange): Buffer {
    return Buffer.from(keysOf(this).publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  },
  computeSecret(this: Curve25519Exchange, otherPublicKey: Buffer): Buffer | Error {
    return orError(() => {
      const key = { kty: 'OKP', crv: 'X25519', x: otherPublicKey.toString('base64url') };
      const publicKey = createPublicKey({ key, format: 'jwk' });
      return toMpint(diffieHellman({ privateKey: keysOf(this).privateKey, publicKey }));
    });
  },
};

function keysOf(exchange: Curve25519Exchange): NonNullable<Curve25519Exchange['_keys']> {
  exchange.generateKeys();
  if (exchange._keys === null) throw new Error('ssh2 has made no keys');
  return exchange._keys;
}

/** A positive number without leading zeros, except for the one that prevents a negative sign. */
function toMpint(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(start);
  return (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
}
