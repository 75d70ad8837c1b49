import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { definePemQuery } from './pem-query.ts';
import { nameParts, renderGeneralName, usageName } from './x509-names.ts';

/** The first certificate in a file. */
export type CertificateAnswer =
  | { readonly exists: false }
  /** The file exists, but contains no PEM certificate. */
  | { readonly exists: true; readonly certificate: null }
  | { readonly exists: true; readonly certificate: CertificateFacts };

export interface CertificateFacts {
  /** `CN=web1,O=Example`, most specific first. */
  readonly subject: string;
  /** The same as separate, unescaped attributes. */
  readonly subjectParts: readonly string[];
  readonly issuer: string;
  readonly commonName: string;
  /** Sorted: `DNS:www.example.com`, `IP:10.0.0.1`, `email:`, `URI:`. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** In hex. */
  readonly serial: string;
  readonly isAuthority: boolean;
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
  /** In hex; empty if the certificate has none. */
  readonly subjectKeyId: string;
  readonly authorityKeyId: string;
  /** Extended key usages: `serverAuth`, `clientAuth`, or object identifiers. */
  readonly extendedKeyUsage: readonly string[];
  readonly pem: string;
}

/** A PEM certificate in a file on the host. */
export const certificate = definePemQuery<Exclude<CertificateAnswer, { readonly exists: false }>>(
  'certificate',
  (pem) => ({
    exists: true,
    certificate: readCertificate(pem),
  }),
);

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The first certificate of a text; null if there is none that can be parsed. */
export const readCertificate = (pem: string): CertificateFacts | null => readCertificates(pem)[0] ?? null;

/** All certificates of a text that can be parsed. */
export const readCertificates = (pem: string): CertificateFacts[] =>
  [...pem.matchAll(PEM)].flatMap(([block]) => {
    try {
      return [describe(new X509Certificate(block))];
    } catch {
      return [];
    }
  });

function describe(certificate: X509Certificate): CertificateFacts {
  const { tbsCertificate: tbs } = AsnConvert.parse(certificate.raw, x509.Certificate);
  const find = <T>(id: string, type: new () => T): T | undefined => {
    const extension = tbs.extensions?.find((candidate) => candidate.extnID === id);
    return extension && AsnConvert.parse(extension.extnValue, type);
  };
  const keyId = find(x509.id_ce_subjectKeyIdentifier, x509.SubjectKeyIdentifier);
  const issuerId = find(x509.id_ce_authorityKeyIdentifier, x509.AuthorityKeyIdentifier)?.keyIdentifier;
  return {
    subject: renderName(certificate.subject),
    subjectParts: nameParts(tbs.subject),
    issuer: renderName(certificate.issuer),
    commonName: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
    names: (find(x509.id_ce_subjectAltName, x509.SubjectAlternativeName)?.map(renderGeneralName) ?? []).sort(),
    notBefore: tbs.validity.notBefore.getTime(),
    notAfter: tbs.validity.notAfter.getTime(),
    serial: certificate.serialNumber,
    isAuthority: certificate.ca,
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    subjectKeyId: keyId ? hex(keyId.buffer) : '',
    authorityKeyId: issuerId ? hex(issuerId.buffer) : '',
    extendedKeyUsage: find(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage)?.map(usageName) ?? [],
    pem: certificate.toString(),
  };
}

const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('hex');

/** Node prints one attribute per line, the most general first. */
const renderName = (lines: string): string => lines.split('\n').reverse().join(',');
