import { parseFacts } from './facts-parse.ts';
import type { Facts } from './facts-parse.ts';
import { defineQuery } from '../query.ts';

/**
 * The facts of Ansible's `setup` that do not change by themselves: no date, no free memory, no
 * load. One script with about three processes, which the engine runs when it connects.
 */
export const facts = defineQuery<undefined, Facts>({
  name: 'facts',
  key: () => '',
  reads: () => ['hostname:', 'mounts:', 'network:', 'file:/etc/hosts', 'file:/etc/resolv.conf', 'file:/etc/hostname'],
  script: (_, boundary) => renderFacts(boundary),
  parse: (output, asked, boundary) => asked.map(() => parseFacts(output.toString('utf8'), boundary)),
});

/** Each section is preceded by a line with the boundary and its name. */
const renderFacts = (boundary: string): string =>
  [
    `s() { printf '\\n%s %s\\n' ${boundary} "$1"; }`,
    `s files; grep -aHsvE '^(${DULL.join('|')})[[:space:]]*:' ${FILES.join(' ')}`,
    // kernels before 6.1 have no file for it
    's machine; [ -e /proc/sys/kernel/arch ] || uname -m',
    // if the C library is installed for one architecture only, this is dpkg's own
    's architecture; set -- /var/lib/dpkg/info/libc6:*.list; if [ $# = 1 ] && [ -e "$1" ]; then a=${1##*:}; echo "${a%.list}"; else dpkg --print-architecture 2>/dev/null; fi',
    // systemd stores the container type in this file; elsewhere it must be detected
    's virtualization; { IFS= read -r v </run/systemd/container && echo "$v"; } 2>/dev/null || systemd-detect-virt 2>/dev/null',
    's network; ip -j -batch - 2>/dev/null <<"ASKED"\naddr show\nroute show table all default\nASKED',
    `s ssh; ${SSH_CONNECTION}`,
    's user; while read -r k r u x && [ "$k" != Uid: ]; do :; done </proc/self/status; getent passwd "$u"',
    's paths; for p in /run/systemd/system /usr/bin/apt-get /sys/kernel/security/apparmor; do [ ! -e "$p" ] || echo "$p"; done',
    's python; readlink /usr/bin/python3',
    'for f in /etc/ansible/facts.d/*.fact; do [ ! -f "$f" ] || { s "local $f"; if [ -x "$f" ]; then "$f" </dev/null; else cat "$f"; fi; }; done 2>/dev/null',
    ':',
  ].join('\n');

/** The client's address. The session's shell knows it; sudo hides it from a shell of another user, but not from its parent processes. */
const SSH_CONNECTION = [
  '[ -n "${p_ssh+known}" ] || { p=$$; while [ "${p:-0}" -gt 1 ]; do p_ssh=$(grep -azs "^SSH_CONNECTION=" "/proc/$p/environ" | tr -d "\\0")',
  'p_ssh=${p_ssh#*=}; [ -z "$p_ssh" ] || break; p=$(sed -n "s/^PPid:[^0-9]*//p" "/proc/$p/status"); done; }',
  'echo "$p_ssh"',
].join('\n');

const FILES = [
  '/etc/os-release',
  '/etc/debian_version',
  '/etc/hosts',
  '/etc/machine-id',
  '/etc/resolv.conf',
  '/etc/ssh/ssh_host_*_key.pub',
  '/etc/selinux/config',
  '/proc/self/environ',
  '/proc/sys/crypto/fips_enabled',
  '/proc/sys/kernel/arch',
  '/proc/sys/kernel/hostname',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/ostype',
  '/proc/sys/kernel/version',
  '/proc/1/comm',
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/mounts',
  '/proc/self/status',
  '/sys/class/dmi/id/product_name',
  '/sys/class/dmi/id/sys_vendor',
  '/sys/fs/selinux/enforce',
];

/** Fields of /proc/cpuinfo that are repeated for each processor, and not used for any fact. */
const DULL = [
  'flags|vmx flags|bugs|Features|bogomips|BogoMIPS|fpu|fpu_exception|wp|power management|TLB size|microcode|siblings',
  'address sizes|cache_alignment|clflush size|cache size|core id|cpu MHz|cpu family|cpuid level|stepping|model|(initial )?apicid',
];
