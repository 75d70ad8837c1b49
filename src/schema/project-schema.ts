import type { JsonSchema } from './json-schema.ts';
import { listOrOne } from './json-schema.ts';

/** Of provision.yml. */
export const projectSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Defaults of a project',
  type: ['object', 'null'],
  properties: {
    project: { type: 'string', description: "Tells this project's files on a host from those of other projects." },
    inventory: {
      ...(listOrOne({ type: 'string' }) as object),
      description: 'A name under inventories/ or a path, as --inventory.',
    },
    vault_password_file: {
      ...(listOrOne({ type: 'string' }) as object),
      description: "The file of the vault's password, or a program that prints it.",
    },
    roles_path: { ...(listOrOne({ type: 'string' }) as object), description: 'Further directories of roles.' },
    backup: { type: 'boolean', description: 'Keep on the hosts what runs replace, for provision restore.' },
    ansible_modules: {
      type: 'boolean',
      description: 'Run modules of an Ansible that is installed on this machine where there is no other.',
    },
  },
  additionalProperties: false,
};
