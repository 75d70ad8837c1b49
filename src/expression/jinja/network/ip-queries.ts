import { makeInt } from '../python/values.ts';
import { PyError, refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import type { IpValue } from './ip-value.ts';
import { addressText, bitsOf, firstOf, hostmaskOf, isMapped, lastOf, netmaskOf, sizeOf, textOfIp } from './ip-value.ts';
import { isLinkLocal, isLoopback, isMulticast, isPrivate, isPublic } from './ranges.ts';

/** A query of an address and of its original text. */
type Query = (ip: IpValue, given: unknown) => unknown;

const isNetwork = (ip: IpValue): boolean => ip.hasPrefix && sizeOf(ip) > 1n && ip.address === firstOf(ip);
const isWide = (ip: IpValue): boolean => sizeOf(ip) > 2n;
const at = (ip: IpValue, address: bigint): string => addressText(ip.version, address);

const firstUsable = (ip: IpValue): bigint => (isWide(ip) ? firstOf(ip) + 1n : firstOf(ip));
const lastUsable = (ip: IpValue): bigint => (isWide(ip) ? lastOf(ip) - 1n : lastOf(ip));
const isUsable = (ip: IpValue, address: bigint): boolean => address >= firstUsable(ip) && address <= lastUsable(ip);

/** The address at a distance, if hosts may have it; otherwise null. */
export const usableAt = (ip: IpValue, steps: bigint): string | null =>
  sizeOf(ip) > 1n && isUsable(ip, ip.address + steps) ? at(ip, ip.address + steps) : null;

/** A query about the address's network, which requires a prefix. */
const ofNetwork =
  (answer: (ip: IpValue) => string | null): Query =>
  (ip) => {
    if (!ip.hasPrefix) throw new PyError('ValueError', 'Not a network address');
    return sizeOf(ip) > 1n ? answer(ip) : null;
  };

const address: Query = (ip) => (ip.version === 4 && isNetwork(ip) && isWide(ip) ? null : at(ip, ip.address));
const hostWithPrefix: Query = (ip) => (sizeOf(ip) === 1n || isUsable(ip, ip.address) ? textOfIp(ip) : false);
const network: Query = (ip) => at(ip, firstOf(ip));
const subnet: Query = (ip) => textOfIp(ip, firstOf(ip));
const netmask: Query = (ip) => at(ip, netmaskOf(ip));
const hostmask: Query = (ip) => at(ip, hostmaskOf(ip));

/** A query that requires a network with more than one address. */
const inNetwork =
  (show: (ip: IpValue) => string): Query =>
  (ip) =>
    sizeOf(ip) === 1n || (isNetwork(ip) && isWide(ip)) ? null : show(ip);

const peer: Query = (ip) => {
  if (!ip.hasPrefix) throw new PyError('ValueError', 'Not a network address');
  if (sizeOf(ip) === 2n) return at(ip, ip.address ^ 1n);
  const place = ip.address - firstOf(ip);
  if (sizeOf(ip) === 4n && place !== 0n && place !== 3n) return at(ip, firstOf(ip) + 3n - place);
  throw new PyError('ValueError', 'Not a point-to-point network');
};

function reverseName({ version, address: value }: IpValue): string {
  if (version === 4) return `${at4(value).split('.').reverse().join('.')}.in-addr.arpa.`;
  return `${[...value.toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa.`;
}

const at4 = (value: bigint): string => addressText(4, value);

function wrap(ip: IpValue, value: unknown): unknown {
  if (ip.version === 4) return shown(value);
  return ip.hasPrefix ? `[${at(ip, ip.address)}]/${ip.prefix}` : `[${at(ip, ip.address)}]`;
}

function toV4(ip: IpValue, given: unknown): unknown {
  if (ip.version === 4) return shown(given);
  const isEmbedded = isMapped(ip.address) || ip.address < 1n << 32n;
  const prefix = ip.prefix - 96;
  return isEmbedded && prefix >= 0 ? `${at4(ip.address & 0xffffffffn)}/${prefix}` : false;
}

function toV6(ip: IpValue, given: unknown): unknown {
  return ip.version === 6 ? given : `::ffff:${at4(ip.address)}/${ip.prefix + 96}`;
}

function sixToFour(ip: IpValue): unknown {
  const isHost = ip.version === 4 && !isNetwork(ip) && (isPrivate(ip) || isPublic(ip));
  const hex = ip.address.toString(16).padStart(8, '0');
  return isHost ? `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48` : false;
}

export const plain = (ip: IpValue): string => (ip.hasPrefix ? textOfIp(ip) : at(ip, ip.address));

const USUAL_V4 = /^(?:(?:0|[1-9]\d*)\.){3}(?:0|[1-9]\d*)(?:\/[\d.]+)?$/;

/** Whether a text is an address in full form: not a number, not shortened, and without leading zeros. */
export const isUsual = (value: unknown): boolean =>
  typeof value === 'string' && (value.includes(':') || USUAL_V4.test(value));

/** The original text. */
export function shown(value: unknown): unknown {
  if (/^\d*$/.test(str(value))) throw refused('A number is taken for an address in several ways: write it out');
  return value;
}

const given =
  (holds: (ip: IpValue) => boolean): Query =>
  (ip, value) =>
    holds(ip) ? shown(value) : null;

function usableSize(ip: IpValue): number | bigint {
  if (sizeOf(ip) === 1n) return 0;
  return makeInt(isWide(ip) ? sizeOf(ip) - 2n : 2n);
}

/** The queries of `ipaddr` by name. */
export const IP_QUERIES: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', plain],
  ['6to4', sixToFour],
  ...['address', 'ip'].map((name): [string, Query] => [name, address]),
  ...['address/prefix', 'gateway', 'gw', 'host/prefix', 'hostnet', 'router'].map((name): [string, Query] => [
    name,
    hostWithPrefix,
  ]),
  ['bool', () => true],
  ['broadcast', (ip) => (isWide(ip) ? at(ip, lastOf(ip)) : null)],
  ['cidr', (ip) => textOfIp(ip)],
  ['first_usable', ofNetwork((ip) => at(ip, firstUsable(ip)))],
  ['last_usable', ofNetwork((ip) => at(ip, lastUsable(ip)))],
  ['next_usable', ofNetwork((ip) => usableAt(ip, 1n))],
  ['previous_usable', ofNetwork((ip) => usableAt(ip, -1n))],
  ['range_usable', ofNetwork((ip) => `${at(ip, firstUsable(ip))}-${at(ip, lastUsable(ip))}`)],
  ['peer', peer],
  ['host', (ip) => (isNetwork(ip) && (isWide(ip) || ip.version === 6) ? null : textOfIp(ip))],
  ['hostmask', hostmask],
  ['wildcard', hostmask],
  ['int', (ip) => (ip.hasPrefix ? `${ip.address}/${ip.prefix}` : makeInt(ip.address))],
  ['ip/prefix', inNetwork((ip) => textOfIp(ip))],
  ['ip_netmask', inNetwork((ip) => `${at(ip, ip.address)} ${at(ip, netmaskOf(ip))}`)],
  ['ipv4', toV4],
  ['ipv6', toV6],
  ['link-local', given(isLinkLocal)],
  ['lo', given(isLoopback)],
  ['loopback', given(isLoopback)],
  ['multicast', given(isMulticast)],
  ['private', given(isPrivate)],
  ['public', given(isPublic)],
  ['unicast', given((ip) => !isMulticast(ip))],
  ['net', (ip) => (isNetwork(ip) ? textOfIp(ip) : null)],
  ['netmask', netmask],
  ['network', network],
  ['network_id', network],
  ['network/prefix', subnet],
  ['subnet', subnet],
  ['network_netmask', (ip) => `${at(ip, firstOf(ip))} ${at(ip, netmaskOf(ip))}`],
  ['network_wildcard', (ip) => `${at(ip, firstOf(ip))} ${at(ip, hostmaskOf(ip))}`],
  ['prefix', (ip) => ip.prefix],
  ['revdns', reverseName],
  ['size', (ip) => makeInt(sizeOf(ip))],
  ['size_usable', usableSize],
  ['type', (ip) => (isNetwork(ip) ? 'network' : 'address')],
  ['version', (ip) => ip.version],
  ['wrap', wrap],
]);

/** The address at an index in a network, counted from the end if it is negative; undefined outside of the network. */
export function addressAt(ip: IpValue, place: bigint): bigint | undefined {
  const size = sizeOf(ip);
  if (place >= size || place < -size) return undefined;
  return place < 0n ? lastOf(ip) + 1n + place : firstOf(ip) + place;
}

export const isWhole = (ip: IpValue): boolean => ip.prefix === bitsOf(ip.version);
