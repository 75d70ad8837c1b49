import { localFacts } from './facts-local.ts';
import { networkFacts } from './facts-network.ts';

/** Facts by Ansible's names, including `ansible_`. Values are plain data. */
export type Facts = Readonly<Record<string, unknown>>;

/** Parses the output of the facts query. Missing values are omitted. */
export function parseFacts(output: string, boundary: string): Facts {
  const sections = parseSections(output, boundary);
  const section = (name: string): string => sections.get(name)?.trim() ?? '';
  const files = parseFiles(section('files'));
  const paths = section('paths').split('\n');
  return {
    ...systemFacts(files, section('machine'), section('architecture')),
    ...distributionFacts(parseOsRelease(files.get('/etc/os-release') ?? []), line(files, '/etc/debian_version')),
    ...nameFacts(line(files, '/proc/sys/kernel/hostname'), files.get('/etc/hosts') ?? []),
    ...networkFacts(section('network')),
    ...processorFacts(files.get('/proc/cpuinfo') ?? [], countProcessors(files.get('/proc/self/status') ?? [])),
    ...memoryFacts(files.get('/proc/meminfo') ?? []),
    ...virtualizationFacts(section('virtualization')),
    ...userFacts(section('user')),
    ...sshFacts(section('ssh')),
    ...hostKeyFacts(files),
    ansible_dns: dnsFacts(files.get('/etc/resolv.conf') ?? []),
    ansible_mounts: mountFacts(files.get('/proc/mounts') ?? []),
    ansible_machine_id: line(files, '/etc/machine-id'),
    ansible_product_name: line(files, '/sys/class/dmi/id/product_name'),
    ansible_system_vendor: line(files, '/sys/class/dmi/id/sys_vendor'),
    ansible_service_mgr: paths.includes('/run/systemd/system') ? 'systemd' : line(files, '/proc/1/comm'),
    ansible_pkg_mgr: paths.includes('/usr/bin/apt-get') ? 'apt' : 'unknown',
    ...pythonFacts(section('python')),
    ansible_env: environmentFacts(line(files, '/proc/self/environ')),
    ansible_fips: line(files, '/proc/sys/crypto/fips_enabled') === '1',
    ansible_local: localFacts(outputsOf('local ', sections)),
    ansible_selinux: selinuxFacts(files),
    ansible_apparmor: { status: paths.includes('/sys/kernel/security/apparmor') ? 'enabled' : 'disabled' },
  };
}

function parseSections(output: string, boundary: string): Map<string, string> {
  const parts = output.split(`\n${boundary} `).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}

/** The sections whose names have the prefix, by the rest of their names. */
const outputsOf = (prefix: string, sections: ReadonlyMap<string, string>): Map<string, string> =>
  new Map(
    [...sections].flatMap(([name, text]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), text]] : [])),
  );

/** Parses `path:line`, the output of grep -H. */
function parseFiles(output: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const record of output.split('\n')) {
    const at = record.indexOf(':');
    const path = record.slice(0, at);
    files.set(path, [...(files.get(path) ?? []), record.slice(at + 1)]);
  }
  return files;
}

type Files = ReadonlyMap<string, readonly string[]>;

const line = (files: Files, path: string): string => files.get(path)?.[0]?.trim() ?? '';

/** Parses os-release(5): shell assignments with quoted or bare values. */
function parseOsRelease(lines: readonly string[]): Map<string, string> {
  const pairs = lines.map((entry) => /^([A-Z_]+)=(["']?)(.*)\2$/.exec(entry.trim())).filter((match) => match !== null);
  return new Map(pairs.map(([, key = '', , value = '']) => [key, value.replace(/\\(["$`\\])/g, '$1')]));
}

/** The values of uname(1), from the kernel's files. `machine`: used if there is no file for it. */
function systemFacts(files: Files, machine: string, architecture: string): Facts {
  const kernel = (name: string): string => line(files, `/proc/sys/kernel/${name}`);
  return {
    ansible_system: kernel('ostype'),
    ansible_kernel: kernel('osrelease'),
    ansible_kernel_version: kernel('version'),
    ansible_architecture: kernel('arch') || machine,
    ansible_machine: kernel('arch') || machine,
    ansible_debian_architecture: architecture,
  };
}

const DISTRIBUTIONS: Readonly<Record<string, string>> = { debian: 'Debian', ubuntu: 'Ubuntu', raspbian: 'Debian' };

function distributionFacts(release: ReadonlyMap<string, string>, debianVersion: string): Facts {
  const id = release.get('ID') ?? '';
  const like = [id, ...(release.get('ID_LIKE') ?? '').split(' ')];
  const number = release.get('VERSION_ID') ?? '';
  const isDebian = DISTRIBUTIONS[id] === 'Debian';
  // Debian's point release is in a separate file; sid has no number, but its code name there
  const version = isDebian && debianVersion.startsWith(`${number}.`) ? debianVersion : number;
  const [major = '', minor] = version.split('.');
  const codename = release.get('VERSION_CODENAME') ?? '';
  const isSid = number === '' && debianVersion.includes('/sid');
  const distribution = DISTRIBUTIONS[id] ?? release.get('NAME') ?? 'Linux';
  return {
    ansible_distribution: distribution,
    ansible_distribution_release: isSid ? 'sid' : codename,
    ansible_distribution_version: isSid ? 'sid' : version,
    ansible_distribution_major_version: isSid ? 'sid' : major,
    ansible_distribution_minor_version: minor,
    ansible_os_family: like.includes('debian') || like.includes('ubuntu') ? 'Debian' : distribution,
    ansible_lsb: {
      id: distribution,
      codename: isSid ? 'sid' : codename,
      release: isSid ? 'sid' : number,
      major_release: isSid ? 'sid' : major,
      description: release.get('PRETTY_NAME') ?? '',
    },
  };
}

/** The fully qualified name is the first one in hosts(5) for the host's own name: an unresponsive name server must not delay a run. */
function nameFacts(nodename: string, hosts: readonly string[]): Facts {
  const [short = nodename] = nodename.split('.');
  const entries = hosts
    .map((entry) => entry.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.slice(1).includes(nodename));
  // like the resolver, IPv6 before IPv4
  const [, canonical = ''] = entries.find(([address = '']) => address.includes(':')) ?? entries[0] ?? [];
  const fqdn = nodename.includes('.') || !canonical.startsWith(`${short}.`) ? nodename : canonical;
  return {
    ansible_nodename: nodename,
    ansible_hostname: short,
    ansible_fqdn: fqdn,
    ansible_domain: fqdn.split('.').slice(1).join('.'),
  };
}

function processorFacts(cpuinfo: readonly string[], usable: number): Facts {
  const values = (key: string): string[] =>
    cpuinfo.filter((entry) => entry.startsWith(`${key}\t`)).map((entry) => entry.slice(entry.indexOf(':') + 1).trim());
  const vcpus = values('processor').length || usable || 1;
  const sockets = new Set(values('physical id')).size || 1;
  const cores = Number(values('cpu cores')[0] ?? 1);
  return {
    ansible_processor: [...new Set(values('model name'))],
    ansible_processor_count: sockets,
    ansible_processor_cores: cores,
    ansible_processor_threads_per_core: Math.max(1, Math.round(vcpus / (sockets * cores))),
    ansible_processor_vcpus: vcpus,
    ansible_processor_nproc: usable || vcpus,
  };
}

/** The number of processors that the process may use, from ranges such as `0-3,8`, like nproc. 0 if unknown. */
function countProcessors(status: readonly string[]): number {
  const ranges = /^Cpus_allowed_list:\s*([\d,-]+)/.exec(
    status.find((entry) => entry.startsWith('Cpus_allowed_list:')) ?? '',
  );
  return (ranges?.[1] ?? '').split(',').reduce((sum, range) => {
    const [first, last = first] = range.split('-');
    return first === undefined || first === '' ? sum : sum + Number(last) - Number(first) + 1;
  }, 0);
}

function memoryFacts(meminfo: readonly string[]): Facts {
  const megabytes = (key: string): number =>
    Math.floor(Number(/\d+/.exec(meminfo.find((entry) => entry.startsWith(`${key}:`)) ?? '0')?.[0] ?? 0) / 1024);
  return { ansible_memtotal_mb: megabytes('MemTotal'), ansible_swaptotal_mb: megabytes('SwapTotal') };
}

const VIRTUALIZATION: Readonly<Record<string, string>> = {
  oracle: 'virtualbox',
  vmware: 'VMware',
  microsoft: 'Hyper-V',
  amazon: 'kvm',
  qemu: 'kvm',
  'lxc-libvirt': 'lxc',
  'systemd-nspawn': 'systemd-nspawn',
};

function virtualizationFacts(detected: string): Facts {
  const isGuest = detected !== '' && detected !== 'none';
  return {
    ansible_virtualization_type: isGuest ? (VIRTUALIZATION[detected] ?? detected) : 'NA',
    ansible_virtualization_role: isGuest ? 'guest' : 'NA',
  };
}

/** SSH_CONNECTION of ssh(1): addresses and the server's port. The client's port is different each time and is omitted. */
function sshFacts(connection: string): Facts {
  const [client = '', , , port = ''] = connection.split(' ');
  return port === '' ? {} : { provision_ssh: { client, port: Number(port) } };
}

/** Without the variables of this connection. */
const environmentFacts = (environ: string): Record<string, string> =>
  Object.fromEntries(
    environ
      .split('\0')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
      .filter(([name]) => name !== '' && name !== '_' && !/^(SSH_|XDG_SESSION_ID$|SUDO_COMMAND$)/.test(name)),
  );

/** `target`: the target of the link /usr/bin/python3, which contains the version. */
function pythonFacts(target: string): Facts {
  const [, major, minor] = /python(\d+)\.(\d+)$/.exec(target) ?? [];
  if (major === undefined || minor === undefined) return {};
  return {
    ansible_python: {
      executable: '/usr/bin/python3',
      type: 'cpython',
      version: { major: Number(major), minor: Number(minor) },
    },
    ansible_python_version: `${major}.${minor}`,
  };
}

function selinuxFacts(files: Files): Record<string, string> {
  const enforces = line(files, '/sys/fs/selinux/enforce');
  if (enforces === '') return { status: 'disabled' };
  const type = (files.get('/etc/selinux/config') ?? []).map((entry) => /^SELINUXTYPE=(\w+)/.exec(entry)?.[1]);
  return {
    status: 'enabled',
    mode: enforces === '1' ? 'enforcing' : 'permissive',
    type: type.find((found) => found !== undefined) ?? 'unknown',
  };
}

function userFacts(passwd: string): Facts {
  const [name = '', , uid = '', gid = '', gecos = '', dir = '', shell = ''] = passwd.split(':');
  return {
    ansible_user_id: name,
    ansible_user_uid: Number(uid),
    ansible_user_gid: Number(gid),
    ansible_user_gecos: gecos,
    ansible_user_dir: dir,
    ansible_user_shell: shell,
  };
}

function hostKeyFacts(files: Files): Facts {
  const keys: [string, string][] = [];
  for (const [path, [content = '']] of files) {
    const type = /^\/etc\/ssh\/ssh_host_([a-z0-9]+)_key\.pub$/.exec(path)?.[1];
    if (type === undefined) continue;
    const [keyType = '', key = ''] = content.split(' ');
    keys.push([`ansible_ssh_host_key_${type}_public`, key], [`ansible_ssh_host_key_${type}_public_keytype`, keyType]);
  }
  return Object.fromEntries(keys);
}

function dnsFacts(lines: readonly string[]): Record<string, string[]> {
  const words = lines.map((entry) => entry.trim().split(/\s+/));
  const of = (key: string): string[] => words.filter(([first]) => first === key).flatMap(([, ...rest]) => rest);
  return { nameservers: of('nameserver'), search: of('search') };
}

/** Without sizes, which change by themselves. Only devices and network file systems, as in Ansible. */
function mountFacts(lines: readonly string[]): Record<string, string>[] {
  const decode = (field = ''): string =>
    field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return lines
    .map((entry) => entry.split(' '))
    .filter(([device = '', , fstype]) => device.startsWith('/') || device.includes(':/') || fstype === 'overlay')
    .map(([device, mount, fstype, options]) => ({
      device: decode(device),
      mount: decode(mount),
      fstype: fstype ?? '',
      options: options ?? '',
    }));
}
