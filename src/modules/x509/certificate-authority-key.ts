import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ModuleFailure } from '../../module-api/module.ts';
import type { CertificateFacts } from '../../query/x509/certificate.ts';
import { readCertificate } from '../../query/x509/certificate.ts';

/** An authority that can sign. */
export interface Authority {
  readonly facts: CertificateFacts;
  readonly key: KeyObject;
}

export interface AuthorityParams {
  readonly ca_certificate: string;
  readonly ca_private_key: string;
  readonly ca_passphrase?: string | undefined;
}

/** The certificate of an authority. Throws `ModuleFailure` where the text is none. */
export function readAuthority({ ca_certificate: pem }: Pick<AuthorityParams, 'ca_certificate'>): CertificateFacts {
  const facts = readCertificate(pem);
  if (!facts) throw new ModuleFailure('ca_certificate is no certificate in PEM');
  if (!facts.isAuthority) throw new ModuleFailure(`ca_certificate (${facts.subject}) is not that of an authority`);
  return facts;
}

/** An authority with its key. Throws `ModuleFailure` where the key can't be read, or belongs to another certificate. */
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
        ? 'ca_private_key is no key in PEM'
        : 'ca_private_key cannot be opened with ca_passphrase',
      'A key that begins with BEGIN ENCRYPTED PRIVATE KEY needs ca_passphrase.',
    );
  }
}
