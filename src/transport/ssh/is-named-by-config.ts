import type { ConnectionTarget } from '../session.ts';
import { readSshConfig } from './read-ssh-config.ts';
import { parseSshArguments, splitWords } from './ssh-arguments.ts';
import { defaultSshEnvironment, resolveSshSettings } from './ssh-settings.ts';
import type { SshEnvironment } from './ssh-settings.ts';

/**
 * Whether ssh(1) would reach the address without this machine's resolver: ssh_config contains a `Host` with exactly this
 * name or another `HostName` for it, or a qualified name is reached through a jump host or a ProxyCommand. These would accept any
 * unqualified name, which is nearly always a typing mistake.
 */
export function isNamedByConfig(
  { host, address, sshArguments = '' }: Pick<ConnectionTarget, 'host' | 'address' | 'sshArguments'>,
  environment: SshEnvironment = defaultSshEnvironment(),
): boolean {
  const { unknown, configFile } = parseSshArguments(sshArguments);
  // unsupported settings are reported when the host is connected
  const asked = { host, address, connectTimeoutMs: 0, ...(unknown.length === 0 && { sshArguments }) };
  const { hostName, proxyJump, proxyCommand } = resolveSshSettings(asked, environment);
  const files = configFile === undefined ? environment.configFiles : [configFile];
  if (hostName !== address || listNames(files, environment.home).has(address.toLowerCase())) return true;
  return address.includes('.') && (proxyJump.length > 0 || proxyCommand !== undefined);
}

/** The words of all `Host` lines. */
function listNames(files: readonly string[], home: string): ReadonlySet<string> {
  const lines = files.flatMap((file) => readSshConfig(file, home).split('\n'));
  const names = lines.flatMap((line) => splitWords(/^\s*host[\s=]+(.+)$/i.exec(line)?.[1] ?? ''));
  return new Set(names.map((name) => name.toLowerCase()));
}
