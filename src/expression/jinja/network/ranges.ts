import type { IpValue } from './ip-value.ts';
import { isInside, parseIp } from './ip-value.ts';

const networks = (...texts: readonly string[]): readonly IpValue[] => texts.flatMap((text) => parseIp(text) ?? []);

const LINK_LOCAL = networks('169.254.0.0/16', 'fe80::/10');
const LOOPBACK = networks('127.0.0.0/8', '::1/128');
const MULTICAST = networks('224.0.0.0/4', 'ff00::/8');
const PRIVATE = [
  ...networks('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15'),
  ...networks('239.0.0.0/8', 'fc00::/7', 'fec0::/10'),
  ...LINK_LOCAL,
];

const isIn = (ip: IpValue, ranges: readonly IpValue[]): boolean => ranges.some((range) => isInside(ip, range));

export const isLinkLocal = (ip: IpValue): boolean => isIn(ip, LINK_LOCAL);
export const isLoopback = (ip: IpValue): boolean => isIn(ip, LOOPBACK);
export const isMulticast = (ip: IpValue): boolean => isIn(ip, MULTICAST);
export const isPrivate = (ip: IpValue): boolean => isIn(ip, PRIVATE);

/** Whether an address is a mask: ones followed by zeros, or the reverse. */
const isMask = ({ version, address }: IpValue): boolean => {
  const bits = address.toString(2).padStart(version === 4 ? 32 : 128, '0');
  return /^1*0*$/.test(bits) || /^0*1*$/.test(bits);
};

export const isPublic = (ip: IpValue): boolean => !isMulticast(ip) && !isPrivate(ip) && !isLoopback(ip) && !isMask(ip);
