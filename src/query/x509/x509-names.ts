import { isIPv6 } from 'node:net';
import * as x509 from '@peculiar/asn1-x509';

/** Normalizes an address that may be written in several ways. */
export const plainAddress = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/** Renders `DNS:www.example.com`, `IP:10.0.0.1`, `email:`, `URI:`. */
export function renderGeneralName(name: x509.GeneralName): string {
  if (name.dNSName !== undefined) return `DNS:${name.dNSName}`;
  if (name.iPAddress !== undefined) return `IP:${plainAddress(name.iPAddress)}`;
  if (name.rfc822Name !== undefined) return `email:${name.rfc822Name}`;
  return `URI:${name.uniformResourceIdentifier ?? ''}`;
}

/** OpenSSL's names of extended key usages. */
const USAGES: Readonly<Record<string, string>> = {
  [x509.id_kp_serverAuth]: 'serverAuth',
  [x509.id_kp_clientAuth]: 'clientAuth',
  [x509.id_kp_codeSigning]: 'codeSigning',
  [x509.id_kp_emailProtection]: 'emailProtection',
  [x509.id_kp_timeStamping]: 'timeStamping',
  [x509.id_kp_OCSPSigning]: 'OCSPSigning',
};

/** The name of an object identifier, or the identifier itself. */
export const usageName = (id: string): string => USAGES[id] ?? id;

const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** The attributes of a subject or issuer, most specific first: `CN=web1`, `O=Example`. */
export const nameParts = (name: x509.Name): string[] =>
  name.flatMap((part) => part.map(({ type, value }) => `${ATTRIBUTES[type] ?? type}=${value.toString()}`)).reverse();
