import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { queryId } from '../../src/query/query.ts';
import { parseFacts } from '../../src/query/facts/facts-parse.ts';
import { facts } from '../../src/query/facts/facts.ts';
import { renderObservation } from '../../src/query/observation.ts';

const section = (name: string, ...lines: string[]): string => `\nB ${name}\n${lines.join('\n')}\n`;

const DEBIAN = [
  section(
    'files',
    '/etc/os-release:ID=debian',
    '/etc/os-release:VERSION_ID="12"',
    '/etc/os-release:VERSION_CODENAME=bookworm',
    '/etc/os-release:PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
    '/etc/debian_version:12.5',
    '/etc/machine-id:0123456789abcdef0123456789abcdef',
    '/etc/resolv.conf:nameserver 192.0.2.53',
    '/etc/resolv.conf:search example.com example.org',
    '/etc/ssh/ssh_host_ed25519_key.pub:ssh-ed25519 AAAAC3Nza root@web1',
    '/etc/hosts:127.0.1.1       web1.example.com web1 # as installed',
    '/proc/sys/kernel/hostname:web1',
    '/proc/sys/kernel/osrelease:6.1.0-18-amd64',
    '/proc/sys/kernel/ostype:Linux',
    '/proc/1/comm:systemd',
    '/proc/meminfo:MemTotal:        2048000 kB',
    '/proc/meminfo:SwapTotal:             0 kB',
    '/proc/mounts:/dev/vda1 / ext4 rw,relatime 0 0',
    '/proc/mounts:/dev/vdb1 /srv/my\\040disk ext4 rw 0 0',
    '/proc/mounts:proc /proc proc rw 0 0',
    ...[0, 1].flatMap((n) =>
      [`processor\t: ${n}`, 'model name\t: Fast CPU', 'physical id\t: 0', 'cpu cores\t: 2'].map(
        (entry) => `/proc/cpuinfo:${entry}`,
      ),
    ),
    '/proc/self/environ:HOME=/root\0PATH=/usr/bin=x\0SSH_CLIENT=192.0.2.1 5 22\0_=/bin/sh\0',
    '/proc/sys/crypto/fips_enabled:1',
    '/proc/self/status:Name:\tgrep',
    '/proc/self/status:Cpus_allowed_list:\t0,2-3',
  ),
  section('machine', 'x86_64'),
  section('architecture', 'amd64'),
  section('python', 'python3.11'),
  section('local /etc/ansible/facts.d/a.fact', '{"b": [1]}'),
  section('local /etc/ansible/facts.d/i.fact', '# x', '[Main]', 'Key = v: w', 'Long: 1', '  2'),
  section('virtualization', 'oracle'),
  section(
    'network',
    JSON.stringify([
      {},
      {
        ifname: 'lo',
        flags: ['UP'],
        mtu: 65536,
        link_type: 'loopback',
        addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
      },
      {
        ifname: 'br-lan',
        flags: ['UP'],
        mtu: 1500,
        link_type: 'ether',
        address: '02:00:00:00:00:01',
        addr_info: [
          {
            family: 'inet',
            local: '198.51.100.7',
            prefixlen: 26,
            broadcast: '198.51.100.63',
            scope: 'global',
            valid_life_time: 17,
          },
          { family: 'inet', local: '198.51.100.8', prefixlen: 26, scope: 'global' },
          { family: 'inet6', local: '2001:db8::7', prefixlen: 64, scope: 'global' },
          { family: 'inet6', local: '2001:db8::dead', prefixlen: 64, scope: 'global', temporary: true },
        ],
      },
    ]),
    JSON.stringify([
      { dst: 'default', gateway: '198.51.100.3', dev: 'br-lan', table: '77' },
      { dst: 'default', gateway: '198.51.100.2', dev: 'lo', metric: 200 },
      { dst: 'default', gateway: '198.51.100.1', dev: 'br-lan', prefsrc: '198.51.100.8', metric: 100 },
      { dst: 'default', gateway: 'fe80::1', dev: 'br-lan', metric: 1024, pref: 'medium' },
    ]),
  ),
  section('ssh', '192.0.2.10 48298 198.51.100.7 2222'),
  section('user', 'root:x:0:0:root:/root:/bin/bash'),
  section('paths', '/run/systemd/system', '/usr/bin/apt-get'),
].join('');

describe('facts', () => {
  test('are named as in Ansible', () => {
    expect(parseFacts(DEBIAN, 'B')).toMatchObject({
      ansible_distribution: 'Debian',
      ansible_distribution_release: 'bookworm',
      ansible_distribution_version: '12.5',
      ansible_distribution_major_version: '12',
      ansible_os_family: 'Debian',
      ansible_architecture: 'x86_64',
      ansible_debian_architecture: 'amd64',
      ansible_kernel: '6.1.0-18-amd64',
      ansible_hostname: 'web1',
      ansible_fqdn: 'web1.example.com',
      ansible_domain: 'example.com',
      ansible_memtotal_mb: 2000,
      ansible_processor_vcpus: 2,
      ansible_processor_cores: 2,
      ansible_processor_nproc: 3,
      ansible_virtualization_type: 'virtualbox',
      ansible_virtualization_role: 'guest',
      ansible_service_mgr: 'systemd',
      ansible_pkg_mgr: 'apt',
      ansible_env: { HOME: '/root', PATH: '/usr/bin=x' },
      ansible_fips: true,
      ansible_selinux: { status: 'disabled' },
      ansible_python_version: '3.11',
      ansible_local: { a: { b: [1] }, i: { Main: { key: 'v: w', long: '1\n2' } } },
      ansible_dns: { nameservers: ['192.0.2.53'], search: ['example.com', 'example.org'] },
      ansible_ssh_host_key_ed25519_public: 'AAAAC3Nza',
      provision_ssh: { client: '192.0.2.10', port: 2222 },
      ansible_mounts: [{ mount: '/' }, { mount: '/srv/my disk' }],
    });
  });

  test('hold the addresses, without those that come and go', () => {
    expect(parseFacts(DEBIAN, 'B')).toMatchObject({
      ansible_interfaces: ['lo', 'br-lan'],
      ansible_all_ipv4_addresses: ['198.51.100.7', '198.51.100.8'],
      ansible_all_ipv6_addresses: ['2001:db8::7'],
      ansible_default_ipv4: {
        address: '198.51.100.8',
        interface: 'br-lan',
        gateway: '198.51.100.1',
        netmask: '255.255.255.192',
        network: '198.51.100.0',
      },
      ansible_default_ipv6: { address: '2001:db8::7', gateway: 'fe80::1', interface: 'br-lan' },
      ansible_br_lan: { ipv4: { address: '198.51.100.7' }, ipv4_secondaries: [{ address: '198.51.100.8' }] },
    });
  });

  test.each([
    [
      'Ubuntu',
      ['ID=ubuntu', 'ID_LIKE=debian', 'VERSION_ID="24.04"', 'VERSION_CODENAME=noble'],
      'trixie/sid',
      ['Ubuntu', '24.04', '24', 'noble', 'Debian'],
    ],
    ['sid', ['ID=debian', 'VERSION_CODENAME=forky'], 'forky/sid', ['Debian', 'sid', 'sid', 'sid', 'Debian']],
    [
      'a derivative',
      ['NAME="Linux Mint"', 'ID=linuxmint', 'ID_LIKE="ubuntu debian"', 'VERSION_ID="22"'],
      '',
      ['Linux Mint', '22', '22', '', 'Debian'],
    ],
  ])('tell %s', (_, release, debianVersion, expected) => {
    const found = parseFacts(
      section('files', ...release.map((entry) => `/etc/os-release:${entry}`), `/etc/debian_version:${debianVersion}`),
      'B',
    );
    expect(
      ['distribution', 'distribution_version', 'distribution_major_version', 'distribution_release', 'os_family'].map(
        (name) => found[`ansible_${name}`],
      ),
    ).toEqual(expected);
  });

  test('of this machine are the same twice', () => {
    const query = facts(undefined);
    const observation = renderObservation([query], 'b0undary');
    const [first, second] = [1, 2].map(() =>
      observation.parse(execFileSync('sh', ['-c', observation.script])).get(queryId(query)),
    );
    expect(first).toMatchObject({ ansible_nodename: hostname(), ansible_system: 'Linux' });
    expect(second).toEqual(first);
  });
});
