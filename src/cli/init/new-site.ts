import { randomBytes } from 'node:crypto';
import { SCHEMA_FILES } from '../../schema/schemas.ts';
import { SCHEMA_NAMES } from '../../schema/schema-names.ts';
import { encryptVault } from '../../vault/cipher.ts';
import { DEFAULT_LABEL } from '../../vault/envelope.ts';
import { SCHEMA_FOLDER } from '../schema/write-schemas.ts';
import { scaffold } from './files.ts';
import type { NewFile } from './files.ts';
import { newInventory } from './new-inventory.ts';
import type { InventoryAnswers } from './new-inventory.ts';

/** A project that deploys nginx with a secret on one host. The password of its vault is new, and is excluded from the repository. */
export function newSite(project: string, answers: InventoryAnswers): NewFile[] {
  const password = randomBytes(24).toString('base64url');
  const secrets = `# Secrets of all hosts. Change them with: provision vault edit inventories/${answers.name}/group_vars/all/vault.yml
web_token: ${randomBytes(16).toString('hex')}
`;
  const vault = encryptVault(Buffer.from(secrets), { label: DEFAULT_LABEL, password: Buffer.from(password) });
  const variables = `# Variables of all hosts. Those of one group go into group_vars/GROUP.yml, those of one host into host_vars/HOST.yml.
web_greeting: Hello from provision.
`;
  const folder = `inventories/${answers.name}/group_vars/all`;
  return [
    ...scaffold('site', { PROJECT: project, INVENTORY: answers.name, SCHEMAS: editorSchemas() }),
    ...newInventory(answers),
    { path: `${folder}/vars.yml`, text: variables },
    { path: `${folder}/vault.yml`, text: vault },
    { path: '.vault-password', text: `${password}\n`, mode: 0o600 },
  ];
}

/** The mapping of files to schemas for editors. */
function editorSchemas(): string {
  const rows = SCHEMA_NAMES.map(
    (name) => `    "./${SCHEMA_FOLDER}/${name}.json": ${JSON.stringify(SCHEMA_FILES[name])}`,
  );
  return `{\n${rows.join(',\n')}\n  }`;
}
