import { parseFacts } from './facts-parse.ts';
import type { Facts } from './facts-parse.ts';
import { defineQuery } from './contract.ts';

/**
 * Everything that Ansible's `setup` tells of a host and that stays the same by itself: no date, no free memory, no
 * load. One script of about ten processes; the engine asks it when it connects.
 */
export const facts = defineQuery<undefined, Facts>({
  name: 'facts',
  key: () => '',
  reads: () => ['hostname:', 'mounts:', 'network:', 'file:/etc/hosts', 'file:/etc/resolv.conf', 'file:/etc/hostname'],
  script: (_, boundary) => renderFacts(boundary),
  parse: (output, asked, boundary) => asked.map(() => parseFacts(output.toString('utf8'), boundary)),
});

/** Each section is preceded by a line of the boundary and its name. */
const renderFacts = (boundary: string): string =>
  [
    `s() { printf '\\n%s %s\\n' ${boundary} "$1"; }`,
    's uname; uname -srvm',
    `s files; grep -aHs '' ${FILES.join(' ')}`,
    "s cpu; grep -aE '^(processor|model name|physical id|cpu cores|vendor_id)' /proc/cpuinfo",
    's nproc; nproc',
    's architecture; dpkg --print-architecture 2>/dev/null',
    's virtualization; systemd-detect-virt 2>/dev/null',
    's addresses; ip -j addr show 2>/dev/null',
    's route4; ip -j -4 route show default 2>/dev/null',
    's route6; ip -j -6 route show default 2>/dev/null',
    // the resolver's files only: a name server that does not answer must not hold up the run
    'IFS= read -r h </proc/sys/kernel/hostname; s hosts; getent -s hosts:files hosts "$h"',
    // sudo hides it from the shell, not from those above it
    's ssh; p=$$; while [ "${p:-0}" -gt 1 ]; do c=$(grep -azs "^SSH_CONNECTION=" "/proc/$p/environ" | tr -d "\\0"); [ -z "$c" ] || { echo "${c#*=}"; break; }; p=$(sed -n "s/^PPid:[^0-9]*//p" "/proc/$p/status"); done',
    's user; getent passwd "$(id -u)"',
    's paths; for p in /run/systemd/system /usr/bin/apt-get /sys/kernel/security/apparmor; do [ ! -e "$p" ] || echo "$p"; done',
    ':',
  ].join('\n');

const FILES = [
  '/etc/os-release',
  '/etc/debian_version',
  '/etc/machine-id',
  '/etc/resolv.conf',
  '/etc/ssh/ssh_host_*_key.pub',
  '/proc/sys/kernel/hostname',
  '/proc/1/comm',
  '/proc/meminfo',
  '/proc/mounts',
  '/sys/class/dmi/id/product_name',
  '/sys/class/dmi/id/sys_vendor',
];
