import { splitWords } from '../ssh/ssh-arguments.ts';
import type { ConnectionTarget } from '../session.ts';

/**
 * The arguments of ssh(1) for a host. The inventory's settings come first, since the first value of an option applies; then
 * `ansible_ssh_common_args`, then the options that every connection needs. All other settings come from ssh_config.
 */
export function opensshWords(target: ConnectionTarget): string[] {
  return [
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.privateKeyFile === undefined ? [] : ['-i', target.privateKeyFile]),
    ...splitWords(target.sshArguments ?? ''),
    ...(target.acceptNewHostKey ? option('StrictHostKeyChecking', 'accept-new') : []),
    // a prompt would wait forever, since nothing can answer it
    ...option('BatchMode', 'yes'),
    ...option('ConnectTimeout', Math.max(1, Math.round(target.connectTimeoutMs / 1000))),
    ...option('ServerAliveInterval', 10),
    ...option('ServerAliveCountMax', 3),
    ...option('LogLevel', 'ERROR'),
    ...option('ClearAllForwardings', 'yes'),
    ...option('RequestTTY', 'no'),
    ...option('PermitLocalCommand', 'no'),
  ];
}

const option = (name: string, value: string | number): string[] => ['-o', `${name}=${value}`];
