import { isIP } from 'node:net';

/** An IP address as a number of 32 or 128 bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A network: its first address, and the number of its leading bits. */
export interface IpNetwork {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

export function parseAddress(text: string): IpAddress {
  const version = isIP(text);
  if (version === 4) return { bits: 32, value: fromOctets(text) };
  if (version === 6 && !text.includes('%')) return { bits: 128, value: fromGroups(text) };
  throw new TypeError('the address is not an IP address');
}

/** Parses `10.0.0.0/24`. Host bits are kept. */
export function parseNetwork(text: string): IpNetwork {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const { bits, value } = parseAddress(address);
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
    throw new TypeError('the network takes the form 10.0.0.0/24');
  }
  return { bits, address: value, prefix: Number(prefix) };
}

/** The mask of the network's bits. */
export const maskOf = ({ bits, prefix }: IpNetwork): bigint => ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix);

/** An address as text; for IPv6 in the form of RFC 5952. */
export function renderAddress({ bits, value }: IpAddress): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const runs = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  const text = groups.join(':');
  return longest === '' ? text : text.replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
}

const fromOctets = (text: string): bigint =>
  text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);

function fromGroups(text: string): bigint {
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0];
  const tail = dotted === undefined ? undefined : fromOctets(dotted);
  const plain =
    tail === undefined || dotted === undefined
      ? text
      : `${text.slice(0, -dotted.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [head = '', rest] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
