import { ModuleFailure } from '../../module-api/module.ts';
import { splitWords } from '../command/split-words.ts';
import type { ContainerOption, Inspected } from './container-option.ts';
import { extraOptionsOf } from './container-extras.ts';
import type { ContainerParams } from './container-params.ts';

interface Property {
  readonly attribute: string;
  readonly flag: string;
  readonly at: 'Config' | 'HostConfig';
  readonly field: string;
}

/** All options of the task, in the order in which they are passed to docker. */
export const optionsOf = (p: ContainerParams): ContainerOption[] => [
  ...single('hostname', p.hostname, { flag: 'hostname', at: 'Config', field: 'Hostname' }),
  ...single('user', p.user, { flag: 'user', at: 'Config', field: 'User' }),
  ...single('working_dir', p.working_dir, { flag: 'workdir', at: 'Config', field: 'WorkingDir' }),
  ...single('stop_signal', p.stop_signal, { flag: 'stop-signal', at: 'Config', field: 'StopSignal' }),
  ...single('stop_timeout', p.stop_timeout, { flag: 'stop-timeout', at: 'Config', field: 'StopTimeout' }),
  ...single('domainname', p.domainname, { flag: 'domainname', at: 'Config', field: 'Domainname' }),
  ...single('network_mode', p.network_mode, { flag: 'network', at: 'HostConfig', field: 'NetworkMode' }),
  ...single('ipc_mode', p.ipc_mode, { flag: 'ipc', at: 'HostConfig', field: 'IpcMode' }),
  ...single('pid_mode', p.pid_mode, { flag: 'pid', at: 'HostConfig', field: 'PidMode' }),
  ...single('uts', p.uts, { flag: 'uts', at: 'HostConfig', field: 'UTSMode' }),
  ...single('userns_mode', p.userns_mode, { flag: 'userns', at: 'HostConfig', field: 'UsernsMode' }),
  ...single('cpu_shares', p.cpu_shares, { flag: 'cpu-shares', at: 'HostConfig', field: 'CpuShares' }),
  ...single('cpuset_cpus', p.cpuset_cpus, { flag: 'cpuset-cpus', at: 'HostConfig', field: 'CpusetCpus' }),
  ...single('pids_limit', p.pids_limit, { flag: 'pids-limit', at: 'HostConfig', field: 'PidsLimit' }),
  ...single('oom_score_adj', p.oom_score_adj, { flag: 'oom-score-adj', at: 'HostConfig', field: 'OomScoreAdj' }),
  ...single('runtime', p.runtime, { flag: 'runtime', at: 'HostConfig', field: 'Runtime' }),
  ...flag('tty', p.tty, { flag: 'tty', at: 'Config', field: 'Tty' }),
  ...flag('interactive', p.interactive, { flag: 'interactive', at: 'Config', field: 'OpenStdin' }),
  ...flag('privileged', p.privileged, { flag: 'privileged', at: 'HostConfig', field: 'Privileged' }),
  ...flag('read_only', p.read_only, { flag: 'read-only', at: 'HostConfig', field: 'ReadonlyRootfs' }),
  ...flag('init', p.init, { flag: 'init', at: 'HostConfig', field: 'Init' }),
  ...flag('auto_remove', p.auto_remove, { flag: 'rm', at: 'HostConfig', field: 'AutoRemove' }),
  ...size('memory', p.memory, { flag: 'memory', at: 'HostConfig', field: 'Memory' }),
  ...size('memory_reservation', p.memory_reservation, {
    flag: 'memory-reservation',
    at: 'HostConfig',
    field: 'MemoryReservation',
  }),
  ...size('memory_swap', p.memory_swap, { flag: 'memory-swap', at: 'HostConfig', field: 'MemorySwap' }),
  ...size('shm_size', p.shm_size, { flag: 'shm-size', at: 'HostConfig', field: 'ShmSize' }),
  ...list('capabilities', p.capabilities?.map(capability), { flag: 'cap-add', at: 'HostConfig', field: 'CapAdd' }),
  ...list('cap_drop', p.cap_drop?.map(capability), { flag: 'cap-drop', at: 'HostConfig', field: 'CapDrop' }),
  ...list('dns_servers', p.dns_servers, { flag: 'dns', at: 'HostConfig', field: 'Dns' }),
  ...list('dns_search_domains', p.dns_search_domains, { flag: 'dns-search', at: 'HostConfig', field: 'DnsSearch' }),
  ...list('security_opts', p.security_opts, { flag: 'security-opt', at: 'HostConfig', field: 'SecurityOpt' }),
  ...list('groups', p.groups, { flag: 'group-add', at: 'HostConfig', field: 'GroupAdd' }),
  ...list('volumes_from', p.volumes_from, { flag: 'volumes-from', at: 'HostConfig', field: 'VolumesFrom' }),
  ...linked(p),
  ...list('etc_hosts', p.etc_hosts && Object.entries(p.etc_hosts).map(([name, address]) => `${name}:${address}`), {
    flag: 'add-host',
    at: 'HostConfig',
    field: 'ExtraHosts',
  }),
  ...binds(p),
  ...pairs('label', p.labels, { flag: 'label', at: 'Config', field: 'Labels' }),
  ...pairs('sysctl', p.sysctls, { flag: 'sysctl', at: 'HostConfig', field: 'Sysctls' }),
  ...ports(p),
  ...devices(p),
  ...restartPolicy(p),
  ...logging(p),
  ...cpus(p),
  ...extraOptionsOf(p),
];

const fieldOf = (container: Inspected, { at, field }: Pick<Property, 'at' | 'field'>): unknown => container[at][field];
type Place = Omit<Property, 'attribute'>;

const single = (attribute: string, value: string | number | undefined, place: Place): ContainerOption[] =>
  value === undefined
    ? []
    : [{ attribute, words: [`--${place.flag}=${value}`], wanted: value, found: (c) => fieldOf(c, place) ?? null }];

const flag = (attribute: string, value: boolean | undefined, place: Place): ContainerOption[] =>
  value === undefined
    ? []
    : [{ attribute, words: value ? [`--${place.flag}`] : [], wanted: value, found: (c) => fieldOf(c, place) === true }];

const size = (attribute: string, value: string | undefined, place: Place): ContainerOption[] =>
  value === undefined
    ? []
    : [{ attribute, words: [`--${place.flag}=${value}`], wanted: bytesOf(value), found: (c) => fieldOf(c, place) }];

/** Docker's units are powers of 1024; Ansible writes them with or without B. */
export function bytesOf(value: string): number {
  const [, digits = '', unit = ''] = /^(-?[\d.]+)\s*([bkmgt]?)i?b?$/i.exec(value) ?? [];
  if (digits === '') throw new ModuleFailure(`${value} is not a size`, 'Write 512M.');
  return Math.round(Number(digits) * 1024 ** 'bkmgt'.indexOf(unit.toLowerCase() || 'b'));
}

/** Some releases of Docker keep the names with the prefix CAP_, others without it. */
const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');

function list(
  attribute: string,
  values: readonly string[] | undefined,
  place: Place,
  normalize: (value: string) => string = place.flag.startsWith('cap-') ? capability : (value) => value,
): ContainerOption[] {
  if (values === undefined) return [];
  const found = (c: Inspected): unknown => ((fieldOf(c, place) ?? []) as string[]).map(normalize).sort();
  return [{ attribute, words: values.map((value) => `--${place.flag}=${value}`), wanted: [...values].sort(), found }];
}

/** Other entries from the image are kept. */
const pairs = (
  attribute: string,
  values: Readonly<Record<string, string>> | undefined,
  place: Place,
): ContainerOption[] =>
  Object.entries(values ?? {}).map(([name, value]) => ({
    attribute: `${attribute} ${name}`,
    words: [`--${place.flag}=${name}=${value}`],
    wanted: value,
    found: (c) => (fieldOf(c, place) as Record<string, string> | null)?.[name] ?? null,
  }));

/** The default mode is `rw`. */
function binds({ volumes }: ContainerParams): ContainerOption[] {
  if (volumes === undefined) return [];
  const bare = (volume: string): string => volume.replace(/:rw$/, '').replace(/\/(?=:|$)/g, '');
  const found = (c: Inspected): unknown => {
    const anonymous = Object.keys(c.Config['Volumes'] ?? {}).filter((at) => volumes.includes(at));
    return [...((c.HostConfig['Binds'] ?? []) as string[]), ...anonymous].map(bare).sort();
  };
  const words = volumes.map((volume) => `--volume=${volume}`);
  return [{ attribute: 'volumes', words, wanted: volumes.map(bare).sort(), found }];
}

/** In a user-defined network, the links are stored with the network. */
function linked({ links }: ContainerParams): ContainerOption[] {
  if (links === undefined) return [];
  const whole = links.map((link) => (link.includes(':') ? link : `${link}:${link}`));
  const found = (c: Inspected): unknown => {
    const networks = Object.values(c.NetworkSettings.Networks ?? {}) as { Links?: string[] | null }[];
    const own = ((c.HostConfig['Links'] ?? []) as string[]).map((link) => link.replace(/^\/(.*):\/.*\/(.*)$/, '$1:$2'));
    return [...own, ...networks.flatMap(({ Links: of }) => of ?? [])].sort();
  };
  return [{ attribute: 'links', words: whole.map((link) => `--link=${link}`), wanted: whole.sort(), found }];
}

function ports({ published_ports: published }: ContainerParams): ContainerOption[] {
  if (published === undefined) return [];
  const found = (c: Inspected): unknown =>
    Object.entries(
      (c.HostConfig['PortBindings'] ?? {}) as Record<string, { HostIp: string; HostPort: string }[] | null>,
    )
      .flatMap(([inner, outer]) => (outer ?? []).map((each) => `${each.HostIp}:${each.HostPort}:${inner}`))
      .sort();
  const words = published.map((port) => `--publish=${port}`);
  return [{ attribute: 'published_ports', words, wanted: published.flatMap(parsePort).sort(), found }];
}

/** Converts `[address:][outer:]inner[/protocol]` to Docker's form `address:outer:inner/protocol`, one entry per port of a range. */
export function parsePort(given: string): string[] {
  const parts = /^(?:(?:\[?([\d.a-f:]*?)\]?):)?(?:(\d*|\d+-\d+):)?(\d+|\d+-\d+)(?:\/(tcp|udp|sctp))?$/i.exec(given);
  if (!parts) throw new ModuleFailure(`${given} is not a port`, 'Write 8080:80, or 127.0.0.1:8080:80/tcp.');
  const [, address = '', outer = '', inner = '', protocol = 'tcp'] = parts;
  const inners = expand(inner);
  const outers = outer === '' ? inners.map(() => '') : expand(outer);
  return inners.map((port, i) => `${address}:${outers[i] ?? outer}:${port}/${protocol.toLowerCase()}`);
}

function expand(range: string): string[] {
  const [first = 0, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

function devices({ devices: given }: ContainerParams): ContainerOption[] {
  if (given === undefined) return [];
  const whole = given.map((device) => {
    const [outer = '', inner = outer, rights = 'rwm'] = device.split(':');
    return `${outer}:${inner}:${rights}`;
  });
  const found = (c: Inspected): unknown =>
    ((c.HostConfig['Devices'] ?? []) as Record<string, string>[])
      .map((each) => `${each['PathOnHost'] ?? ''}:${each['PathInContainer'] ?? ''}:${each['CgroupPermissions'] ?? ''}`)
      .sort();
  return [{ attribute: 'devices', words: whole.map((device) => `--device=${device}`), wanted: whole.sort(), found }];
}

function restartPolicy({ restart_policy: policy, restart_retries: retries = 0 }: ContainerParams): ContainerOption[] {
  if (policy === undefined) return [];
  const wanted = policy === 'on-failure' && retries > 0 ? `${policy}:${retries}` : policy;
  const found = (c: Inspected): unknown => {
    const { Name: name, MaximumRetryCount: count } = c.HostConfig['RestartPolicy'] as Record<string, string | number>;
    const kept = name === undefined || name === '' ? 'no' : name;
    return Number(count) > 0 ? `${kept}:${count ?? ''}` : kept;
  };
  return [{ attribute: 'restart_policy', words: [`--restart=${wanted}`], wanted, found }];
}

function logging({ log_driver: driver, log_options: options }: ContainerParams): ContainerOption[] {
  const config = (c: Inspected) => c.HostConfig['LogConfig'] as { Type: string; Config: Record<string, string> | null };
  return [
    ...(driver === undefined
      ? []
      : [
          {
            attribute: 'log_driver',
            words: [`--log-driver=${driver}`],
            wanted: driver,
            found: (c: Inspected) => config(c).Type,
          },
        ]),
    ...Object.entries(options ?? {}).map(([name, value]) => ({
      attribute: `log option ${name}`,
      words: [`--log-opt=${name}=${value}`],
      wanted: value,
      found: (c: Inspected) => config(c).Config?.[name] ?? null,
    })),
  ];
}

const cpus = ({ cpus: count }: ContainerParams): ContainerOption[] =>
  count === undefined
    ? []
    : [
        {
          attribute: 'cpus',
          words: [`--cpus=${count}`],
          wanted: Math.round(count * 1e9),
          found: (c) => c.HostConfig['NanoCpus'] ?? 0,
        },
      ];

/** The program and its arguments; undefined for those of the image. */
export const commandOf = ({ command }: ContainerParams): readonly string[] | undefined =>
  typeof command === 'string' ? splitWords(command) : command;
