import { choiceOf, namesOf } from '../values/choice.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../values/connection-kinds.ts';
import type { JsonSchema } from './json-schema.ts';
import { described, FLAG, orExpression, TEXT } from './json-schema.ts';

const text = (description: string): JsonSchema => described(TEXT, description);
const flag = (description: string): JsonSchema => described(orExpression(FLAG), description);
const count = (description: string): JsonSchema =>
  described(orExpression({ type: 'integer', minimum: 0 }), description);

/** What an inventory says of connecting to a host. */
export const CONNECTION_VARIABLES: Readonly<Record<string, JsonSchema>> = {
  ansible_host: text("The host's address or name for SSH, where it is not the name in the inventory."),
  ansible_port: count('The port of SSH.'),
  ansible_user: text('The user to log in as.'),
  ansible_connection: described(
    orExpression({ enum: namesOf(choiceOf(CONNECTION_KINDS)) }),
    'ssh by default; openssh runs the ssh of this machine; local is this machine.',
  ),
  ansible_ssh_private_key_file: text('The private key to log in with.'),
  ansible_password: text('The password to log in with: keep it in a vault.'),
  ansible_ssh_common_args: text('Options of OpenSSH, such as -o ProxyJump=bastion.'),
  ansible_ssh_extra_args: text('Further options of OpenSSH.'),
  ansible_become: flag('Run tasks as another user unless they say otherwise.'),
  ansible_become_method: described(
    orExpression({ enum: namesOf(choiceOf(BECOME_METHODS)) }),
    'How to become that user.',
  ),
  ansible_become_password: text('The password that sudo asks for: keep it in a vault.'),
  ansible_ssh_timeout: count('Seconds that connecting may take.'),
  ansible_ssh_retries: count('Further attempts at connecting.'),
  ansible_host_key_checking: flag('false accepts a key that is not in known_hosts, and records it.'),
};
