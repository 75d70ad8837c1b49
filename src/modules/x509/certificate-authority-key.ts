import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ModuleFailure } from '../../module-api/module.ts';
import type { CertificateFacts } from '../../query/x509/certificate.ts';
import { readCertificate } from '../../query/x509/certificate.ts';

/** A CA with its private key. */
export interface Authority {
  readonly facts: CertificateFacts;
  readonly key: KeyObject;
}

export interface AuthorityParams {
  readonly ca_certificate: string;
  readonly ca_private_key: string;
  readonly ca_passphrase?: string | undefined;
}

/** Parses the certificate of a CA. Throws `ModuleFailure` if the text is not one. */
export function readAuthority({ ca_certificate: pem }: Pick<AuthorityParams, 'ca_certificate'>): CertificateFacts {
  const facts = readCertificate(pem);
  if (!facts) throw new ModuleFailure('ca_certificate is not a PEM certificate');
  if (!facts.isAuthority) throw new ModuleFailure(`ca_certificate (${facts.subject}) is not a CA certificate`);
  return facts;
}

/** A CA with its key. Throws `ModuleFailure` if the key is unreadable or belongs to another certificate. */
export function openAuthority(p: AuthorityParams): Authority {
  const facts = readAuthority(p);
  const key = openKey(p);
  if (!new X509Certificate(facts.pem).checkPrivateKey(key))
    throw new ModuleFailure(`ca_private_key is not the key of ca_certificate (${facts.subject})`);
  return { facts, key };
}

function openKey({ ca_private_key: key, ca_passphrase: passphrase }: AuthorityParams): KeyObject {
  try {
    return createPrivateKey(passphrase === undefined ? key : { key, passphrase });
  } catch {
    throw new ModuleFailure(
      passphrase === undefined
        ? 'ca_private_key is not a PEM key'
        : 'ca_private_key cannot be opened with ca_passphrase',
      'A key that begins with BEGIN ENCRYPTED PRIVATE KEY needs ca_passphrase.',
    );
  }
}
