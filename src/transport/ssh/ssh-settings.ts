import { homedir, hostname, userInfo } from 'node:os';
import { TransportError } from '../session.ts';
import { sshConfigOf } from './ssh-config.ts';
import { parseSshArguments, splitWords } from './ssh-arguments.ts';
import type { ConnectionTarget } from '../session.ts';
import type { SshArguments } from './ssh-arguments.ts';
import type { SshConfig } from './ssh-config.ts';

/** All settings for the connection to one SSH server, resolved as by ssh(1). */
export interface SshSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** The configured key files; without any, OpenSSH's default files, which need not exist. */
  readonly identityFiles: readonly string[];
  readonly identitiesNamed: boolean;
  /** Certificates in addition to those next to the keys. */
  readonly certificateFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The agent's socket. */
  readonly agentSocket: string | undefined;
  /** `[user@]host[:port]` each, the nearest first. */
  readonly proxyJump: readonly string[];
  readonly proxyCommand: string | undefined;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly strictHostKeyChecking: string;
  readonly hashKnownHosts: boolean;
  /** The name for the host's key in known_hosts, if it is not the address. */
  readonly hostKeyAlias: string | undefined;
  readonly connectTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  readonly keepaliveCountMax: number;
  /** `Match exec` sections, which never apply here. */
  readonly ignoredSections: readonly string[];
}

export interface SshEnvironment {
  readonly home: string;
  /** Read in this order; the first value of an option wins. */
  readonly configFiles: readonly string[];
  readonly agentSocket: string | undefined;
}

let ofProcess: SshEnvironment | undefined;

/** The user's own environment: the same object as long as it does not change. */
export function defaultSshEnvironment(): SshEnvironment {
  const home = homedir();
  // an empty value means none, as for ssh(1)
  const agentSocket = process.env['SSH_AUTH_SOCK'] === '' ? undefined : process.env['SSH_AUTH_SOCK'];
  if (ofProcess?.home !== home || ofProcess.agentSocket !== agentSocket)
    ofProcess = { home, configFiles: [`${home}/.ssh/config`, '/etc/ssh/ssh_config'], agentSocket };
  return ofProcess;
}

type Asked = Pick<
  ConnectionTarget,
  'host' | 'address' | 'port' | 'user' | 'privateKeyFile' | 'sshArguments' | 'connectTimeoutMs'
>;

/** The inventory's settings override `sshArguments`, which override ssh_config. */
export function resolveSshSettings(asked: Asked, environment: SshEnvironment): SshSettings {
  const words = parseSshArguments(asked.sshArguments ?? '');
  if (words.unknown.length > 0) throw unknownArguments(asked.host, words.unknown);
  const config = sshConfigOf(environment, words.configFile);
  const option = readOptions(asked, words, config);
  const first = (name: string) => option(name)[0];
  const list = (name: string, otherwise: string) => splitWords(first(name) ?? otherwise);

  const hostName = (first('hostname') ?? '%h').replaceAll('%h', asked.address);
  const port = asked.port ?? Number(first('port') ?? 22);
  const user = asked.user ?? first('user') ?? userInfo().username;
  const expand = (text: string) =>
    expandTokens(text, { hostName, port, user, address: asked.address, home: environment.home });
  const isOn = (name: string) => /^(yes|true)$/i.test(first(name) ?? '');
  const named = [...(asked.privateKeyFile === undefined ? [] : [asked.privateKeyFile]), ...option('identityfile')];
  const proxyJump = first('proxyjump');
  const proxyCommand = first('proxycommand');
  return {
    hostName,
    port,
    user,
    identityFiles: (named.length > 0 ? named : DEFAULT_IDENTITIES).filter((file) => file !== 'none').map(expand),
    identitiesNamed: named.length > 0,
    certificateFiles: option('certificatefile')
      .filter((file) => file !== 'none')
      .map(expand),
    identitiesOnly: isOn('identitiesonly'),
    agentSocket: resolveAgent(first('identityagent'), environment, expand),
    proxyJump: proxyJump === undefined || proxyJump === 'none' ? [] : proxyJump.split(',').map((hop) => hop.trim()),
    proxyCommand: proxyCommand === undefined || proxyCommand === 'none' ? undefined : expand(proxyCommand),
    userKnownHostsFiles: list('userknownhostsfile', '~/.ssh/known_hosts ~/.ssh/known_hosts2').map(expand),
    globalKnownHostsFiles: list('globalknownhostsfile', '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2').map(
      expand,
    ),
    strictHostKeyChecking: (first('stricthostkeychecking') ?? 'ask').toLowerCase(),
    hashKnownHosts: isOn('hashknownhosts'),
    hostKeyAlias: first('hostkeyalias'),
    connectTimeoutMs: seconds(first('connecttimeout')) ?? asked.connectTimeoutMs,
    keepaliveIntervalMs: seconds(first('serveraliveinterval')) ?? 10_000,
    keepaliveCountMax: Number(first('serveralivecountmax') ?? 3),
    ignoredSections: config.text.match(/^\s*match\b.*\bexec\b.*$/gim)?.map((line) => line.trim()) ?? [],
  };
}

const DEFAULT_IDENTITIES = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

function readOptions(asked: Asked, words: SshArguments, config: SshConfig): (name: string) => readonly string[] {
  const user = asked.user ?? words.options.get('user')?.[0];
  const computed = config.optionsOf({ address: asked.address, user });
  return (name) => {
    const given = words.options.get(name) ?? [];
    const value = computed[name];
    if (LISTS.has(name)) return [...given, ...[value ?? []].flat()];
    if (given.length > 0) return given;
    return value === undefined ? [] : [typeof value === 'string' ? value : value.join(' ')];
  };
}

/** Options of which all values apply. */
const LISTS = new Set(['identityfile', 'certificatefile']);

function expandTokens(
  text: string,
  by: { hostName: string; port: number; user: string; address: string; home: string },
): string {
  const tokens: Readonly<Record<string, () => string>> = {
    '%%': () => '%',
    '%h': () => by.hostName,
    '%n': () => by.address,
    '%p': () => by.port.toString(),
    '%r': () => by.user,
    '%d': () => by.home,
    '%u': () => userInfo().username,
    '%l': hostname,
  };
  return text.replace(/^~(?=\/|$)/, by.home).replaceAll(/%[%hnprdul]/g, (token) => tokens[token]?.() ?? token);
}

function resolveAgent(
  setting: string | undefined,
  environment: SshEnvironment,
  expand: (text: string) => string,
): string | undefined {
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return environment.agentSocket;
  if (setting === 'none') return undefined;
  const socket = setting.startsWith('$') ? process.env[setting.slice(1)] : expand(setting);
  return socket === '' ? undefined : socket;
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text ?? NaN);
  return value > 0 ? value * 1000 : undefined;
}

function unknownArguments(host: string, words: readonly string[]): TransportError {
  return new TransportError({
    kind: 'unreachable',
    host,
    message: `${host}: unsupported ssh arguments: ${words.join(' ')}`,
    hint: 'ansible_ssh_common_args supports -o, -i, -J, -l, -p and -F',
  });
}
