/** The used fields of a link in `ip -j addr show`. */
interface Link {
  readonly ifname: string;
  readonly address?: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly link_type: string;
  readonly addr_info?: readonly Address[];
}

interface Address {
  readonly family?: string;
  readonly local?: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly temporary?: boolean;
}

interface Route {
  readonly gateway?: string;
  readonly dev?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  /** Absent means the main table. */
  readonly table?: string;
  /** Only in IPv6. */
  readonly pref?: string;
}

/** Interfaces, their addresses and the default routes, from the output of several `ip -j` commands. Empty on a host without ip. */
export function networkFacts(output: string): Record<string, unknown> {
  const [addresses = '', routes = ''] = output.split(/(?<=\])\n+(?=\[)/);
  // older versions of ip also print empty records
  const links = parseList<Partial<Link>>(addresses).filter((link): link is Link => link.ifname !== undefined);
  const defaults = parseList<Route>(routes).filter(({ table }) => table === undefined);
  const interfaces = new Map(links.map((link) => [link.ifname, renderLink(link)]));
  return {
    ansible_interfaces: links.map(({ ifname }) => ifname),
    ansible_all_ipv4_addresses: everyAddress(links, 'inet'),
    ansible_all_ipv6_addresses: everyAddress(links, 'inet6'),
    ansible_default_ipv4: defaultRoute(links, defaults, 'inet'),
    ansible_default_ipv6: defaultRoute(links, defaults, 'inet6'),
    ...Object.fromEntries(
      [...interfaces].map(([name, facts]) => [`ansible_${name.replace(/[^A-Za-z0-9_]/g, '_')}`, facts]),
    ),
  };
}

function parseList<T>(json: string): T[] {
  return json.trim() === '' ? [] : (JSON.parse(json) as T[]);
}

/** Without loopback, as in Ansible, and without temporary IPv6 addresses, which change by themselves. */
const everyAddress = (links: readonly Link[], family: string): string[] =>
  links
    .filter((link) => link.link_type !== 'loopback')
    .flatMap((link) => stable(link, family))
    .map((address) => address.local ?? '');

const stable = (link: Link, family: string): Address[] =>
  (link.addr_info ?? []).filter((a) => a.family === family && a.local !== undefined && a.temporary !== true);

function renderLink(link: Link): Record<string, unknown> {
  const [first, ...more] = stable(link, 'inet').map(renderIpv4);
  return {
    device: link.ifname,
    active: link.flags.includes('UP'),
    type: link.link_type,
    macaddress: link.link_type === 'loopback' ? undefined : link.address,
    mtu: link.mtu,
    ...(first && { ipv4: first }),
    ...(more.length > 0 && { ipv4_secondaries: more }),
    ipv6: stable(link, 'inet6').map((a) => ({ address: a.local, prefix: String(a.prefixlen), scope: a.scope })),
  };
}

function renderIpv4(address: Address): Record<string, unknown> {
  const bits = address.prefixlen === 0 ? 0 : (-1 << (32 - address.prefixlen)) >>> 0;
  const number = (address.local ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return {
    address: address.local,
    prefix: String(address.prefixlen),
    netmask: dotted(bits),
    network: dotted((number & bits) >>> 0),
    broadcast: address.broadcast ?? '',
  };
}

const dotted = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');

function defaultRoute(links: readonly Link[], routes: readonly Route[], family: string): Record<string, unknown> {
  const [route] = routes
    .filter((one) => (one.pref === undefined ? 'inet' : 'inet6') === family)
    .sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0));
  const link = links.find(({ ifname }) => ifname === route?.dev);
  if (!route || !link) return {};
  const usable = stable(link, family).filter((a) => a.scope === 'global');
  const address = usable.find((a) => a.local === route.prefsrc) ?? usable[0];
  if (!address) return {};
  return {
    ...(family === 'inet'
      ? renderIpv4(address)
      : { address: address.local, prefix: String(address.prefixlen), scope: address.scope }),
    interface: link.ifname,
    alias: link.ifname,
    gateway: route.gateway,
    macaddress: link.address,
    mtu: link.mtu,
    type: link.link_type,
  };
}
