import { createPrivateKey, X509Certificate } from 'node:crypto';
import { define } from './define.ts';
import { text } from './parameters.ts';

export const CERTIFICATE_FUNCTIONS = [
  define('certificate_matches', {
    doc:
      'Whether a certificate in PEM is of this private key, and each certificate that follows it in the text has issued the one ' +
      'before it. A text that holds no certificate, or no key that can be read without a passphrase, does not match.',
    parameters: { certificate: text, private_key: text },
    example: ["certificate_matches('no certificate', 'no key')", false],
    call: ({ certificate, private_key: key }) => matches(certificate, key),
  }),
];

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function matches(pem: string, key: string): boolean {
  const chain = [...pem.matchAll(PEM)].map(([block]) => readOrUndefined(() => new X509Certificate(block)));
  const opened = readOrUndefined(() => createPrivateKey(key));
  const [leaf] = chain;
  if (!leaf || !opened) return false;
  const isChain = chain.every((certificate, i) => {
    const issuer = chain[i + 1];
    return certificate && (i === chain.length - 1 || (issuer && certificate.checkIssued(issuer)));
  });
  return isChain && leaf.checkPrivateKey(opened);
}

/** Undefined if Node can't parse the input, whatever its error. */
function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
