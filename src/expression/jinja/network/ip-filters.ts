import { filter } from '../filters/define.ts';
import { truth } from '../python/compare.ts';
import { PyError, refused, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isInt, isList } from '../python/values.ts';
import { addressAt, IP_QUERIES, isUsual, isWhole, plain, shown, usableAt } from './ip-queries.ts';
import type { IpValue } from './ip-value.ts';
import { addressText, bitsOf, firstOf, isInside, parseIp, sizeOf, textOfIp } from './ip-value.ts';

interface Asked {
  readonly query: unknown;
  /** The result for addresses of the other version is false. */
  readonly version: 4 | 6 | undefined;
}

/** `ipaddr`: for a list, the results that are not false or none. */
function ipaddr(value: unknown, asked: Asked): unknown {
  refuseUndefined(value);
  if (isList(value)) return value.map((item) => ipaddr(item, asked)).filter(truth);
  if (value === null || (typeof value === 'object' && !isInt(value)))
    throw refused('ipaddr takes an address, or a list');
  const ip = typeof value === 'boolean' ? undefined : parseIp(value);
  if (ip && asked.version === 6 && !isUsual(value)) throw refused('ipv6 takes an address that is written out');
  if (!ip || (asked.version !== undefined && ip.version !== asked.version)) return false;
  return answer(ip, value, asked.query);
}

function answer(ip: IpValue, given: unknown, query: unknown): unknown {
  const text = str(query);
  const known = IP_QUERIES.get(text);
  if (known) return known(ip, given);
  if (/^-?\d+$/.test(text)) return placeIn(ip, given, BigInt(text));
  const network = parseIp(text);
  if (!network) throw new PyError('ValueError', `ipaddr does not know the query ${text}`);
  return isInside(ip, network) ? shown(given) : null;
}

function placeIn(ip: IpValue, given: unknown, place: bigint): unknown {
  if (isWhole(ip)) return isUsual(given) ? given : plain(ip);
  const address = addressAt(ip, place);
  return address === undefined ? false : textOfIp(ip, address);
}

function ipwrap(value: unknown): unknown {
  refuseUndefined(value);
  if (isList(value)) return value.map(ipwrap);
  const ip = typeof value === 'string' ? parseIp(value) : undefined;
  if (ip?.version === 6) return IP_QUERIES.get('wrap')?.(ip, value);
  return ip ? plain(ip) : value;
}

function nthHost(value: unknown, place: unknown): unknown {
  const ip = single(value);
  if (!ip || !/^-?\d+$/.test(str(place))) return false;
  const address = addressAt(ip, BigInt(str(place)));
  return address === undefined ? false : addressText(ip.version, address);
}

/** The address for a value that is neither a list nor a boolean. */
function single(value: unknown): IpValue | undefined {
  refuseUndefined(value);
  return typeof value === 'string' || isInt(value) ? parseIp(value) : undefined;
}

function ipmath(value: unknown, steps: unknown): string {
  const ip = single(value);
  if (!ip || !isUsual(value)) throw valueError('ipmath takes a valid IP address');
  if (!isInt(steps)) throw valueError('ipmath takes a whole number');
  const address = ip.address + BigInt(steps);
  if (address < 0n || address >= 1n << BigInt(bitsOf(ip.version)))
    throw new PyError('IndexError', 'The result is no address');
  return addressText(ip.version, address);
}

const nthUsable =
  (direction: 1n | -1n) =>
  (value: unknown, [count]: readonly unknown[]): unknown => {
    const ip = single(value);
    if (!isInt(count)) throw valueError('The number of steps must be a whole number');
    return ip ? usableAt(ip, direction * BigInt(count)) : false;
  };

/** `ipsubnet`: the number of subnets of a size, one of them, or the index of the one that contains an address. */
function ipsubnet(value: unknown, query: unknown, index: unknown): unknown {
  const ip = single(value);
  if (!ip) return false;
  if (str(query) === '') return textOfIp(ip, firstOf(ip));
  if (!/^\d+$/.test(str(query))) return placeOf(ip, str(query));
  const prefix = Number(str(query));
  if (prefix > bitsOf(ip.version)) return false;
  return isWhole(ip) ? superNet(ip, prefix, index) : subNet(ip, prefix, index);
}

function subNet(ip: IpValue, prefix: number, index: unknown): unknown {
  if (prefix < ip.prefix) throw valueError(`A network of prefix ${ip.prefix} has no subnets of prefix ${prefix}`);
  const inner = { ...ip, prefix };
  const count = sizeOf(ip) / sizeOf(inner);
  if (index === undefined) return String(count);
  const place = BigInt(str(index));
  if (place >= count || place < -count) return false;
  return textOfIp(inner, firstOf(ip) + (place < 0n ? count + place : place) * sizeOf(inner));
}

/** For an address: the network with that prefix that contains it; with an index, one of the enclosing networks. */
function superNet(ip: IpValue, prefix: number, index: unknown): unknown {
  const place = index === undefined ? 0 : Number(str(index));
  const count = ip.prefix - prefix;
  if (place >= count || place < -count) return false;
  const outer = { ...ip, prefix: prefix + (place < 0 ? count + place : place) };
  return textOfIp(outer, firstOf(outer));
}

function placeOf(ip: IpValue, text: string): unknown {
  const network = parseIp(text);
  if (!network) throw valueError(`ipsubnet does not know the query ${text}`);
  if (!isInside(ip, network)) throw valueError(`${textOfIp(ip, firstOf(ip))} is not in the subnet ${text}`);
  return String((firstOf(ip) - firstOf(network)) / sizeOf(ip) + 1n);
}

const isIn = (value: unknown, test: unknown): boolean => {
  const [ip, inner] = [single(value), single(test)];
  return ip !== undefined && inner !== undefined && isInside(inner, ip);
};

/** The filters for addresses of ansible.utils. */
export const IP_FILTERS = [
  filter('ipaddr', 'query? version? alias?', (value, [query = '', version = false]) =>
    ipaddr(value, { query, version: version === 4 || version === 6 ? version : undefined }),
  ),
  filter('ipv4', 'query?', (value, [query = '']) => ipaddr(value, { query, version: 4 })),
  filter('ipv6', 'query?', (value, [query = '']) => ipaddr(value, { query, version: 6 })),
  filter('ipwrap', 'query?', ipwrap),
  filter('nthhost', 'query?', (value, [query = '']) => nthHost(value, query)),
  filter('ipmath', 'amount', (value, [amount]) => ipmath(value, amount)),
  filter('ipsubnet', 'query? index?', (value, [query = '', index]) => ipsubnet(value, query, index)),
  filter('next_nth_usable', 'offset', nthUsable(1n)),
  filter('previous_nth_usable', 'offset', nthUsable(-1n)),
  filter('network_in_network', 'test', (value, [test]) => isIn(value, test)),
];
