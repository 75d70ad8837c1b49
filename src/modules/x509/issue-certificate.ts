import { createHash, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { pemBody } from '../../query/x509/pem-body.ts';
import type { Authority } from './certificate-authority-key.ts';

/** The contents of a certificate. */
export interface CertificateRequest {
  readonly commonName: string;
  /** For example `DNS:www.example.com` or `IP:10.0.0.1`. */
  readonly names: readonly string[];
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
  readonly extendedKeyUsage: readonly ('serverAuth' | 'clientAuth')[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Returns a PEM certificate that is signed by the CA (RFC 5280). The serial number is derived from the contents and the time. */
export function issueCertificate(request: CertificateRequest, authority: Authority): string {
  const issuer = AsnConvert.parse(pemBody(authority.facts.pem), x509.Certificate);
  const algorithm = signatureAlgorithm(authority);
  const tbs = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serialOf(request, authority),
    signature: algorithm,
    issuer: issuer.tbsCertificate.subject,
    validity: new x509.Validity({ notBefore: request.notBefore, notAfter: request.notAfter }),
    subject: nameOf(request.commonName),
    subjectPublicKeyInfo: AsnConvert.parse(Buffer.from(request.publicKey, 'base64'), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensionsOf(request, authority)),
  });
  const bytes = Buffer.from(AsnConvert.serialize(tbs));
  const signed = new x509.Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: toArrayBuffer(sign(hashOf(authority), bytes, authority.key)),
  });
  return renderPem(Buffer.from(AsnConvert.serialize(signed)));
}

function extensionsOf(request: CertificateRequest, { facts }: Authority): x509.Extension[] {
  const usage = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment;
  const subjectKey = AsnConvert.parse(
    Buffer.from(request.publicKey, 'base64'),
    x509.SubjectPublicKeyInfo,
  ).subjectPublicKey;
  const keyId = createHash('sha1').update(Buffer.from(subjectKey)).digest();
  const purposes = request.extendedKeyUsage.map((name) => PURPOSES[name]);
  return [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(usage), true),
    extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage(purposes)),
    extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(request.names.map(generalName))),
    extension(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(toArrayBuffer(keyId))),
    extension(
      x509.id_ce_authorityKeyIdentifier,
      new x509.AuthorityKeyIdentifier({
        keyIdentifier: new x509.KeyIdentifier(toArrayBuffer(Buffer.from(facts.subjectKeyId, 'hex'))),
      }),
    ),
  ];
}

const PURPOSES = { serverAuth: x509.id_kp_serverAuth, clientAuth: x509.id_kp_clientAuth } as const;

const extension = (extnID: string, value: unknown, critical = false): x509.Extension =>
  new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

function generalName(name: string): x509.GeneralName {
  const value = name.slice(name.indexOf(':') + 1);
  return new x509.GeneralName(name.startsWith('IP:') ? { iPAddress: value } : { dNSName: value });
}

const nameOf = (commonName: string): x509.Name =>
  new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({ type: '2.5.4.3', value: new x509.AttributeValue({ utf8String: commonName }) }),
    ]),
  ]);

/** A positive serial number of 16 bytes. */
function serialOf(request: CertificateRequest, { facts }: Authority): ArrayBuffer {
  const text = JSON.stringify([request, facts.publicKey]);
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return toArrayBuffer(bytes);
}

function signatureAlgorithm({ key }: Authority): x509.AlgorithmIdentifier {
  switch (key.asymmetricKeyType) {
    case 'ec':
      return new x509.AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
    case 'ed25519':
      return new x509.AlgorithmIdentifier({ algorithm: '1.3.101.112' });
    default:
      return new x509.AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });
  }
}

/** Null for Ed25519, which specifies its own hash. */
const hashOf = ({ key }: Authority): string | null => (key.asymmetricKeyType === 'ed25519' ? null : 'sha256');

const renderPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

const toArrayBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
