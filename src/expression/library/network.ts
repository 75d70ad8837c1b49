import { isIPv4, isIPv6 } from 'node:net';
import { define } from './define.ts';
import { maskOf, parseAddress, parseNetwork, renderAddress } from './ip-address.ts';
import { any, integer, text, texts } from './parameters.ts';

/** Functions for IP addresses and networks. */
export const NETWORK_FUNCTIONS = [
  define('is_ipv4', {
    doc: 'Whether the value is an IPv4 address.',
    parameters: { value: any },
    example: ["is_ipv4('10.0.0.1')", true],
    call: ({ value }) => typeof value === 'string' && isIPv4(value),
  }),
  define('is_ipv6', {
    doc: 'Whether the value is an IPv6 address.',
    parameters: { value: any },
    example: ["is_ipv6('fd00::1')", true],
    call: ({ value }) => typeof value === 'string' && isIPv6(value),
  }),
  define('cidr_contains', {
    doc: 'Whether the address lies in the network.',
    parameters: { network: text, address: text },
    example: ["cidr_contains('10.0.0.0/24', '10.0.0.7')", true],
    call: ({ network, address }) => contains(network, address),
  }),
  define('cidr_host', {
    doc: 'The address with this number in the network; negative numbers count from its end.',
    parameters: { network: text, number: integer },
    example: ["cidr_host('10.0.0.0/24', 5)", '10.0.0.5'],
    call: ({ network, number }) => hostAt(network, number),
  }),
  define('cidr_network', {
    doc: 'The network of an address with a prefix length.',
    parameters: { network: text },
    example: ["cidr_network('10.0.0.7/24')", '10.0.0.0/24'],
    call: ({ network }) => {
      const parsed = parseNetwork(network);
      return `${renderAddress({ bits: parsed.bits, value: parsed.address & maskOf(parsed) })}/${parsed.prefix}`;
    },
  }),
  define('netmask', {
    doc: 'The mask of a network, as an address.',
    parameters: { network: text },
    example: ["netmask('10.0.0.0/20')", '255.255.240.0'],
    call: ({ network }) => {
      const parsed = parseNetwork(network);
      return renderAddress({ bits: parsed.bits, value: maskOf(parsed) });
    },
  }),
  define('sort_ips', {
    doc: 'The addresses in the order of their numbers, IPv4 first.',
    parameters: { addresses: texts },
    example: ["sort_ips(['10.0.0.10', '10.0.0.9'])", ['10.0.0.9', '10.0.0.10']],
    call: ({ addresses }) => sortAddresses(addresses),
  }),
];

function contains(network: string, address: string): boolean {
  const parsed = parseNetwork(network);
  const { bits, value } = parseAddress(address);
  return bits === parsed.bits && (value & maskOf(parsed)) === (parsed.address & maskOf(parsed));
}

function hostAt(network: string, number: number): string {
  const parsed = parseNetwork(network);
  const size = 1n << BigInt(parsed.bits - parsed.prefix);
  const index = number < 0 ? size + BigInt(number) : BigInt(number);
  if (index < 0n || index >= size) throw new RangeError('the network has no address of this number');
  return renderAddress({ bits: parsed.bits, value: (parsed.address & maskOf(parsed)) + index });
}

function sortAddresses(addresses: readonly string[]): string[] {
  const parsed = addresses.map((address) => ({ address, ...parseAddress(address) }));
  return parsed
    .toSorted((a, b) => a.bits - b.bits || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    .map(({ address }) => address);
}
