import { AsnConvert } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { readDer } from './der.ts';
import { definePemQuery } from './pem-query.ts';
import { nameParts, renderGeneralName, usageName } from './x509-names.ts';

/** A certificate request in a file. */
export type CertificateRequestAnswer =
  | { readonly exists: false }
  /** The file exists, but contains no PEM request. */
  | { readonly exists: true; readonly request: null }
  | { readonly exists: true; readonly request: RequestFacts };

/** The contents of a request. */
export interface RequestFacts {
  /** The most specific attribute first: `CN=web1`, `O=Example`. */
  readonly subject: readonly string[];
  /** Sorted: `DNS:www.example.com`, `IP:10.0.0.1`. */
  readonly names: readonly string[];
  /** Sorted names of RFC 5280: `digitalSignature`. */
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
}

/** A PEM certificate request (PKCS #10, RFC 2986) in a file on the host. */
export const certificateRequest = definePemQuery<Exclude<CertificateRequestAnswer, { readonly exists: false }>>(
  'certificateRequest',
  (pem) => ({
    exists: true,
    request: readRequest(pem),
  }),
);

const PEM = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]+?)-----END/;

/** The contents of a PEM request; null if it can't be parsed. */
export function readRequest(pem: string): RequestFacts | null {
  const der = Buffer.from(PEM.exec(pem)?.[1] ?? '', 'base64');
  const info = inside(inside(readDer(der)?.[0]?.content)?.[0]?.content);
  const [, subject, key, attributes] = info ?? [];
  if (!subject || !key) return null;
  try {
    const extensions = findExtensions(attributes?.content);
    const find = <T>(id: string, type: new () => T): T | undefined => {
      const extension = extensions.find((candidate) => candidate.extnID === id);
      return extension && AsnConvert.parse(extension.extnValue, type);
    };
    const basic = find(x509.id_ce_basicConstraints, x509.BasicConstraints);
    return {
      subject: nameParts(AsnConvert.parse(subject.bytes, x509.Name)),
      names: (find(x509.id_ce_subjectAltName, x509.SubjectAlternativeName)?.map(renderGeneralName) ?? []).sort(),
      keyUsage: (find(x509.id_ce_keyUsage, x509.KeyUsage)?.toJSON() ?? []).map(keyUsageName).sort(),
      extendedKeyUsage: find(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage)?.map(usageName) ?? [],
      isAuthority: basic?.cA ?? false,
      pathLength: basic?.pathLenConstraint,
      publicKey: key.bytes.toString('base64'),
    };
  } catch {
    return null;
  }
}

/** RFC 5280 spells this name differently from the library. */
const keyUsageName = (name: string): string => (name === 'crlSign' ? 'cRLSign' : name);

const inside = (content: Buffer | undefined) => content && readDer(content);

/** The OID of `extensionRequest` in PKCS #9 (RFC 2985), in DER. */
const EXTENSION_REQUEST = Buffer.from('06092a864886f70d01090e', 'hex');

function findExtensions(attributes: Buffer | undefined): readonly x509.Extension[] {
  for (const attribute of inside(attributes) ?? []) {
    const [type, values] = inside(attribute.content) ?? [];
    if (type && values && type.bytes.equals(EXTENSION_REQUEST))
      return AsnConvert.parse(values.content, x509.Extensions);
  }
  return [];
}
