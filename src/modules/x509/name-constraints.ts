import { BlockList, isIPv6 } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { pemBody } from '../../query/x509/pem-body.ts';

/**
 * Returns the names (`DNS:www.example.com`, `IP:10.0.0.7`) that the name constraints of a CA exclude (RFC 5280, 4.2.1.10).
 * `pem` is the certificate of the CA.
 */
export function listForbiddenNames(pem: string, names: readonly string[]): string[] {
  const constraints = readConstraints(pem);
  return names.filter((name) => {
    const ofKind = (subtrees: readonly x509.GeneralSubtree[] | undefined): x509.GeneralName[] =>
      (subtrees ?? []).map(({ base }) => base).filter((base) => isOfKind(base, name));
    const permitted = ofKind(constraints?.permittedSubtrees);
    const isPermitted = permitted.length === 0 || permitted.some((base) => isWithin(base, name));
    return !isPermitted || ofKind(constraints?.excludedSubtrees).some((base) => isWithin(base, name));
  });
}

function readConstraints(pem: string): x509.NameConstraints | undefined {
  const { tbsCertificate } = AsnConvert.parse(pemBody(pem), x509.Certificate);
  const found = tbsCertificate.extensions?.find(({ extnID }) => extnID === x509.id_ce_nameConstraints);
  return found ? AsnConvert.parse(found.extnValue.buffer, x509.NameConstraints) : undefined;
}

const isOfKind = (base: x509.GeneralName, name: string): boolean =>
  name.startsWith('IP:') ? base.iPAddress !== undefined : base.dNSName !== undefined;

function isWithin(base: x509.GeneralName, name: string): boolean {
  const value = name.slice(name.indexOf(':') + 1);
  if (base.iPAddress !== undefined) return isInNetwork(base.iPAddress, value);
  const domain = (base.dNSName ?? '').toLowerCase();
  const host = value.toLowerCase();
  return domain === '' || host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

function isInNetwork(network: string, address: string): boolean {
  const family = (text: string): 'ipv4' | 'ipv6' => (isIPv6(text) ? 'ipv6' : 'ipv4');
  const [base = '', bits] = network.split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family(base));
  return family(base) === family(address) && list.check(address, family(address));
}
