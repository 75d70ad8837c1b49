import { isIP } from 'node:net';

/** An address or network in ufw's notation: host bits cleared, a full mask omitted; undefined if the text is neither. */
export function normalizeNetwork(text: string): string | undefined {
  const [address = '', mask, ...rest] = text.trim().split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = mask === undefined ? bits : prefixOf(mask, family);
  if (prefix === undefined || prefix > bits) return undefined;
  const shift = BigInt(bits - prefix);
  const network = (toNumber(address, family) >> shift) << shift;
  return `${fromNumber(network, family)}${prefix === bits ? '' : `/${prefix}`}`;
}

/** 4 or 6. */
export const familyOf = (network: string): 4 | 6 => (network.includes(':') ? 6 : 4);

/** A prefix length, or an IPv4 netmask. */
function prefixOf(mask: string, family: number): number | undefined {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  if (family !== 4 || isIP(mask) !== 4) return undefined;
  const bits = toNumber(mask, 4).toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined;
}

function toNumber(address: string, family: number): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  return expand(address).reduce((sum, group) => (sum << 16n) + BigInt(parseInt(group, 16)), 0n);
}

/** The eight groups of an IPv6 address in any notation. */
function expand(address: string): string[] {
  // a URL contains the canonical form of an address, with an embedded IPv4 address in hex
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
}

function fromNumber(number: bigint, family: number): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((number >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
