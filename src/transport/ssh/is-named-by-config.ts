import type { ConnectionTarget } from '../session.ts';
import { readSshConfig } from './read-ssh-config.ts';
import { parseSshArguments, splitWords } from './ssh-arguments.ts';
import { defaultSshEnvironment, resolveSshSettings } from './ssh-settings.ts';
import type { SshEnvironment } from './ssh-settings.ts';

/**
 * Whether ssh(1) would reach the address without asking this machine's resolver for it: ssh_config has a `Host` of that very
 * name or another `HostName` for it, or a full name is reached through a jump host or a ProxyCommand. Through these any bare name would be,
 * which is nearly always a slip.
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
