import { Address4, Address6 } from 'ip-address';
import { isInt } from '../python/values.ts';

/** An IP address with its network. */
export interface IpValue {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
  /** Whether the address is followed by a prefix or a mask. */
  readonly hasPrefix: boolean;
}

export const bitsOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);
export const sizeOf = ({ version, prefix }: IpValue): bigint => 1n << BigInt(bitsOf(version) - prefix);
export const firstOf = (ip: IpValue): bigint => ip.address - (ip.address % sizeOf(ip));
export const lastOf = (ip: IpValue): bigint => firstOf(ip) + sizeOf(ip) - 1n;
export const netmaskOf = ({ version, prefix }: IpValue): bigint =>
  (1n << BigInt(bitsOf(version))) - (1n << BigInt(bitsOf(version) - prefix));
export const hostmaskOf = (ip: IpValue): bigint => sizeOf(ip) - 1n;

const V4_SPACE = 1n << 32n;
const MAPPED = 0xffffn << 32n;

/** Whether an IPv6 address contains an IPv4 address, like `::ffff:1.2.3.4`. */
export const isMapped = (address: bigint): boolean => address >= MAPPED && address < MAPPED + V4_SPACE;

/** The address in its canonical form, without its network. */
export function addressText(version: 4 | 6, address: bigint): string {
  if (version === 4) return Address4.fromBigInt(address).correctForm();
  if (isMapped(address)) return `::ffff:${addressText(4, address - MAPPED)}`;
  if (address > 0xffffn && address < V4_SPACE) return `::${addressText(4, address)}`;
  return Address6.fromBigInt(address).correctForm();
}

export const textOfIp = (ip: IpValue, address = ip.address): string =>
  `${addressText(ip.version, address)}/${ip.prefix}`;

/** Parses an argument of `ipaddr`: an address with or without a prefix or mask, or a number. Undefined if it is neither. */
export function parseIp(value: unknown): IpValue | undefined {
  if (isInt(value)) return ofNumber(BigInt(value));
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return ofNumber(BigInt(value));
  const [host = '', mask, ...rest] = value.split('/');
  if (rest.length > 0) return undefined;
  return host.includes(':') ? parseV6(host, mask) : parseV4(host, mask);
}

function ofNumber(address: bigint): IpValue | undefined {
  if (address < 0n || address >= 1n << 128n) return undefined;
  const version = address < V4_SPACE ? 4 : 6;
  return { version, address, prefix: bitsOf(version), hasPrefix: false };
}

function parseV6(host: string, mask: string | undefined): IpValue | undefined {
  if (host.includes('%') || !Address6.isValid(host)) return undefined;
  return withMask({ version: 6, address: new Address6(host).bigInt() }, mask);
}

/** Missing numbers at the end are zeros, as in `10.1/16`. */
function parseV4(host: string, mask: string | undefined): IpValue | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(host)) return undefined;
  const octets = host.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  const address = [...octets, 0, 0, 0].slice(0, 4).reduce((sum, octet) => (sum << 8n) + BigInt(octet), 0n);
  return withMask({ version: 4, address }, mask);
}

function withMask(ip: Pick<IpValue, 'version' | 'address'>, mask: string | undefined): IpValue | undefined {
  if (mask === undefined) return { ...ip, prefix: bitsOf(ip.version), hasPrefix: false };
  const prefix = /^\d+$/.test(mask) ? Number(mask) : prefixOfMask(ip.version, mask);
  return prefix === undefined || prefix > bitsOf(ip.version) ? undefined : { ...ip, prefix, hasPrefix: true };
}

/** The prefix for a netmask such as 255.255.255.0, or a hostmask such as 0.0.0.255. */
function prefixOfMask(version: 4 | 6, text: string): number | undefined {
  const mask = version === 4 ? fullV4(text) : Address6.isValid(text) ? new Address6(text).bigInt() : undefined;
  if (mask === undefined) return undefined;
  const bits = mask.toString(2).padStart(bitsOf(version), '0');
  if (/^1*0*$/.test(bits)) return bits.lastIndexOf('1') + 1;
  return /^0*1*$/.test(bits) ? bits.indexOf('1') : undefined;
}

const fullV4 = (text: string): bigint | undefined => (Address4.isValid(text) ? new Address4(text).bigInt() : undefined);

/** Whether a network is within another one. */
export const isInside = (inner: IpValue, outer: IpValue): boolean =>
  inner.version === outer.version && firstOf(inner) >= firstOf(outer) && lastOf(inner) <= lastOf(outer);
