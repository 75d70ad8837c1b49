import { nearest } from '../diagnostic/suggest.ts';

/** Names of connection variables, of provision and Ansible. */
const NAMES: readonly string[] = (
  'become become_exe become_flags become_method become_pass become_password become_user connection group_priority host ' +
  'host_key_checking network_os password pipelining port private_key_file python_interpreter remote_tmp shell_executable ' +
  'shell_type ssh_args ssh_common_args ssh_executable ssh_extra_args ssh_host ssh_host_key_checking ssh_pass ssh_password ' +
  'ssh_pipelining ssh_port ssh_private_key_file ssh_retries ssh_timeout ssh_user sudo_pass sudo_user timeout user async_dir ' +
  'sftp_extra_args scp_extra_args'
)
  .split(' ')
  .map((name) => `ansible_${name}`);

const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** The connection variable that a misspelled name probably means. */
export const misspeltConnection = (name: string): string | undefined =>
  !name.startsWith('ansible_') || KNOWN.has(name)
    ? undefined
    : nearest(
        name,
        NAMES.filter((each) => isClose(each, name)),
      );

/** The common prefix `ansible_` must not count for the similarity of names. */
const isClose = (known: string, name: string): boolean =>
  Math.abs(known.length - name.length) <= 1 && nearest(name.slice(8), [known.slice(8)]) !== undefined;
