import { test } from '../tests/define.ts';
import { isUsual } from './ip-queries.ts';
import type { IpValue } from './ip-value.ts';
import { firstOf, isInside, parseIp } from './ip-value.ts';
import { isLoopback, isMulticast } from './ranges.ts';

/** A network or an address without bits beyond the prefix; otherwise undefined. */
function strict(value: unknown): IpValue | undefined {
  const ip = isUsual(value) ? parseIp(value) : undefined;
  if (!ip) return undefined;
  return ip.address === firstOf(ip) ? ip : undefined;
}

const ofNetwork = (holds: (ip: IpValue) => boolean) => (value: unknown) => {
  const ip = strict(value);
  return ip !== undefined && holds(ip);
};

const ofAddress = (holds: (ip: IpValue) => boolean) => ofNetwork((ip) => !ip.hasPrefix && holds(ip));

const isWithin = (value: unknown, other: unknown): boolean => {
  const [inner, outer] = [strict(value), strict(other)];
  return inner !== undefined && outer !== undefined && isInside(inner, outer);
};

/** The tests for addresses of ansible.utils. */
export const IP_TESTS = [
  test(
    'ip',
    '',
    ofNetwork(() => true),
  ),
  test(
    'ipv4',
    '',
    ofNetwork(({ version }) => version === 4),
  ),
  test(
    'ipv6',
    '',
    ofNetwork(({ version }) => version === 6),
  ),
  test(
    'ip_address',
    '',
    ofAddress(() => true),
  ),
  test(
    'ipv4_address',
    '',
    ofAddress(({ version }) => version === 4),
  ),
  test(
    'ipv6_address',
    '',
    ofAddress(({ version }) => version === 6),
  ),
  test('loopback', '', ofAddress(isLoopback)),
  test('multicast', '', ofAddress(isMulticast)),
  test('in_network subnet_of', 'network', (value, [network]) => isWithin(value, network)),
  test('supernet_of', 'network', (value, [network]) => isWithin(network, value)),
];
