import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Answers, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { path } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { CertificateAnswer, CertificateFacts } from '../../query/x509/certificate.ts';
import { certificate } from '../../query/x509/certificate.ts';
import type { Query } from '../../query/query.ts';
import { pemBody } from '../../query/x509/pem-body.ts';
import type { PrivateKeyAnswer } from '../../query/x509/private-key.ts';
import { privateKey } from '../../query/x509/private-key.ts';

const params = z.strictObject({
  path: path().describe('File of the certificate, in PEM.'),
  privatekey_path: path()
    .optional()
    .describe('File of a private key: `key_matches` returns whether it belongs to the certificate.'),
});

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly certificate: Query<CertificateAnswer>;
  readonly key: readonly Query<PrivateKeyAnswer>[];
}
type Found = Answers<Asked>;

/** Reads a certificate. */
export const x509CertificateInfo = defineRead({
  name: 'x509_certificate_info',
  summary: 'Reads a certificate on the host.',
  params,
  notTaken: {
    content: 'Write the certificate to a file first.',
    name_encoding: leftOut('nothing depends on it.'),
    select_crypto_backend: leftOut('openssl is used.'),
    valid_at: 'Compare not_before and not_after of what is registered.',
  },
  examples: [
    '- x509_certificate_info:\n    path: /etc/ssl/certs/web.pem\n    privatekey_path: /etc/ssl/private/web.key\n  register: web\n',
  ],
  returns: {
    subject: 'Subject of the certificate.',
    issuer: 'Issuer of the certificate.',
    subject_alt_name: 'Names and addresses, as `DNS:` and `IP:`.',
    not_before: 'Start of the validity, as ISO 8601.',
    not_after: 'End of the validity.',
    expired: 'Whether the certificate has expired.',
    expires_in_days: 'Whole days until the expiry.',
    serial_number: 'Serial number, in hex.',
    extended_key_usage: 'Extended key usages.',
    is_authority: 'Whether it is a CA certificate.',
    fingerprint_sha256: 'SHA-256 of the certificate, in hex.',
    public_key_sha256: 'SHA-256 of the public key, in hex.',
    key_matches: 'With privatekey_path: whether that key belongs to the certificate.',
  },
  queries: (p): Asked => ({
    certificate: certificate(p.path),
    key: p.privatekey_path === undefined ? [] : [privateKey(p.privatekey_path)],
  }),
  result: (p, s: Found, context) => {
    if (!s.certificate.exists) throw new ModuleFailure(`${p.path} does not exist`);
    const facts = s.certificate.certificate;
    if (!facts) throw new ModuleFailure(`${p.path} contains no PEM certificate`);
    const [key] = s.key;
    return {
      ...describe(facts, context),
      ...(key && { key_matches: key.exists && key.publicKey === facts.publicKey }),
    };
  },
});

function describe(facts: CertificateFacts, { now }: ModuleContext): Record<string, unknown> {
  const der = pemBody(facts.pem);
  return {
    subject: facts.subject,
    issuer: facts.issuer,
    subject_alt_name: facts.names,
    not_before: facts.notBefore.toISOString(),
    not_after: facts.notAfter.toISOString(),
    expired: facts.notAfter <= now,
    expires_in_days: Math.floor((facts.notAfter.getTime() - now.getTime()) / 86_400_000),
    serial_number: facts.serial,
    extended_key_usage: facts.extendedKeyUsage,
    is_authority: facts.isAuthority,
    fingerprint_sha256: sha256(der),
    public_key_sha256: sha256(Buffer.from(facts.publicKey, 'base64')),
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
