import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { PinnedHostKey } from './pinned-host-keys.ts';
import type { RenderedVariable } from './connection-variables.ts';
import { ConnectionVariables } from './connection-variables.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../values/connection-kinds.ts';
import type { ConnectionKind } from '../values/connection-kinds.ts';

export type { ConnectionKind } from '../values/connection-kinds.ts';

/** The connection to a host, from its variables. Undefined settings are those of ssh_config, or OpenSSH's defaults. */
export interface HostConnection {
  readonly host: string;
  readonly kind?: ConnectionKind | undefined;
  readonly address: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  /** OpenSSH words, of ansible_ssh_common_args and ansible_ssh_extra_args. */
  readonly sshArguments?: string | undefined;
  /** Undefined means as given on the command line. */
  readonly acceptNewHostKey?: boolean | undefined;
  /** The only accepted keys of the host. */
  readonly pinnedHostKeys?: readonly PinnedHostKey[] | undefined;
  readonly connectTimeoutMs?: number | undefined;
  readonly connectRetries?: number | undefined;
  /** Whether tasks of the host become another user; undefined means that plays and tasks decide. */
  readonly becomes?: boolean | undefined;
  readonly becomeMethod?: string | undefined;
  readonly becomeUser?: string | undefined;
  readonly becomePassword?: string | undefined;
}

/** Whether a variable is a connection setting of its host. */
export const isConnectionVariable = (name: string): boolean =>
  name.startsWith('ansible_') || name === 'accept_new_host_keys' || name === 'pinned_host_keys';

/** The connection of a host's rendered variables; values of a wrong type are reported. */
export function connectionOf(
  host: string,
  variables: ReadonlyMap<string, RenderedVariable>,
  diagnostics: DiagnosticList,
): HostConnection {
  const read = new ConnectionVariables(variables, diagnostics);
  const seconds = read.integer('ansible_ssh_timeout', 'ansible_timeout');
  return {
    host,
    kind: read.choice('ansible_connection', CONNECTION_KINDS),
    address: read.address('ansible_ssh_host', 'ansible_host') ?? host,
    port: read.port('ansible_ssh_port', 'ansible_port'),
    user: read.string('ansible_ssh_user', 'ansible_user'),
    password: read.string('ansible_ssh_password', 'ansible_ssh_pass', 'ansible_password'),
    privateKeyFile: read.string('ansible_ssh_private_key_file', 'ansible_private_key_file'),
    sshArguments: joinWords(read.string('ansible_ssh_common_args'), read.string('ansible_ssh_extra_args')),
    acceptNewHostKey: acceptsNewKeys(read),
    pinnedHostKeys: read.hostKeys('pinned_host_keys'),
    connectTimeoutMs: seconds === undefined ? undefined : seconds * 1000,
    connectRetries: read.integer('ansible_ssh_retries'),
    becomes: read.boolean('ansible_become'),
    becomeMethod: read.choice('ansible_become_method', BECOME_METHODS),
    becomeUser: read.string('ansible_sudo_user', 'ansible_become_user'),
    becomePassword: read.string('ansible_sudo_pass', 'ansible_become_pass', 'ansible_become_password'),
  };
}

/** Ansible's settings disable the check; here they only accept and record new keys. */
function acceptsNewKeys(read: ConnectionVariables): boolean | undefined {
  const accepts = read.boolean('accept_new_host_keys');
  if (accepts !== undefined) return accepts;
  const checks = read.boolean('ansible_ssh_host_key_checking', 'ansible_host_key_checking');
  return checks === undefined ? undefined : !checks;
}

function joinWords(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.filter(Boolean).join(' ') || undefined;
}
