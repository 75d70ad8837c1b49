import type { Choice } from '../../../values/choice.ts';
import { choiceOf } from '../../../values/choice.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../../../values/connection-kinds.ts';

/** How a setting's text is parsed. `sources`: paths separated by commas; `paths`: paths separated by colons; `negated`: a boolean whose meaning is inverted. */
export type SettingType =
  Choice | 'text' | 'integer' | 'boolean' | 'negated' | 'path' | 'command' | 'paths' | 'sources' | 'list';

/** A setting of Ansible that has the same meaning here. */
export interface Setting {
  /** The flag's name in commander. */
  readonly option: string;
  readonly type: SettingType;
  /** `section.key` of ansible.cfg. */
  readonly keys: readonly string[];
  readonly variables: readonly string[];
}

const setting = (option: string, type: SettingType, keys: string, variables: string): Setting => ({
  option,
  type,
  keys: keys.split(' '),
  variables: variables.split(' ').map((name) => `ANSIBLE_${name}`),
});

export const SETTINGS: readonly Setting[] = [
  setting('inventory', 'sources', 'defaults.inventory', 'INVENTORY'),
  setting('rolesPath', 'paths', 'defaults.roles_path', 'ROLES_PATH'),
  setting(
    'collectionsPath',
    'paths',
    'defaults.collections_path defaults.collections_paths',
    'COLLECTIONS_PATH COLLECTIONS_PATHS',
  ),
  setting('libraryPath', 'paths', 'defaults.library', 'LIBRARY'),
  setting('user', 'text', 'defaults.remote_user', 'REMOTE_USER'),
  setting('port', 'integer', 'defaults.remote_port', 'REMOTE_PORT'),
  setting('privateKey', 'path', 'defaults.private_key_file', 'PRIVATE_KEY_FILE'),
  setting('connection', choiceOf(CONNECTION_KINDS), 'defaults.transport', 'TRANSPORT'),
  setting('forks', 'integer', 'defaults.forks', 'FORKS'),
  setting('timeout', 'integer', 'defaults.timeout ssh_connection.timeout', 'TIMEOUT SSH_TIMEOUT'),
  setting('taskTimeout', 'integer', 'defaults.task_timeout', 'TASK_TIMEOUT'),
  setting(
    'acceptNewHostKeys',
    'negated',
    'defaults.host_key_checking ssh_connection.host_key_checking',
    'HOST_KEY_CHECKING SSH_HOST_KEY_CHECKING',
  ),
  setting('sshArgs', 'text', 'ssh_connection.ssh_args', 'SSH_ARGS'),
  setting('sshCommonArgs', 'text', 'ssh_connection.ssh_common_args', 'SSH_COMMON_ARGS'),
  setting('sshExtraArgs', 'text', 'ssh_connection.ssh_extra_args', 'SSH_EXTRA_ARGS'),
  setting('askPass', 'boolean', 'defaults.ask_pass', 'ASK_PASS'),
  setting('connectionPasswordFile', 'path', 'defaults.connection_password_file', 'CONNECTION_PASSWORD_FILE'),
  setting('vaultPasswordFile', 'command', 'defaults.vault_password_file', 'VAULT_PASSWORD_FILE'),
  setting('vaultId', 'list', 'defaults.vault_identity_list', 'VAULT_IDENTITY_LIST'),
  setting('askVaultPass', 'boolean', 'defaults.ask_vault_pass', 'ASK_VAULT_PASS'),
  setting('become', 'boolean', 'privilege_escalation.become', 'BECOME'),
  setting('becomeUser', 'text', 'privilege_escalation.become_user', 'BECOME_USER'),
  setting('becomeMethod', choiceOf(BECOME_METHODS), 'privilege_escalation.become_method', 'BECOME_METHOD'),
  setting('askBecomePass', 'boolean', 'privilege_escalation.become_ask_pass', 'BECOME_ASK_PASS'),
  setting('becomePasswordFile', 'path', 'defaults.become_password_file', 'BECOME_PASSWORD_FILE'),
  setting('tags', 'list', 'tags.run', 'RUN_TAGS'),
  setting('skipTags', 'list', 'tags.skip', 'SKIP_TAGS'),
  setting('diff', 'boolean', 'diff.always', 'DIFF_ALWAYS'),
  setting('verbose', 'integer', 'defaults.verbosity', 'VERBOSITY'),
];
