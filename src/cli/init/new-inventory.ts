import { isIP } from 'node:net';
import type { NewFile } from './files.ts';
import { yamlWord } from './yaml-word.ts';

export interface InventoryAnswers {
  /** The name in the inventory. */
  readonly name: string;
  /** A name that ssh knows, or an address. */
  readonly host: string;
  readonly user?: string | undefined;
  readonly privateKeyFile?: string | undefined;
}

/** An inventory with one host, in the group web. A host given by its address is named web1. */
export function newInventory({ name, host, user, privateKeyFile }: InventoryAnswers): NewFile[] {
  const isAddress = isIP(host) !== 0;
  const variables = [
    ...(user === undefined ? [] : [`    ansible_user: ${yamlWord(user)}`]),
    ...(privateKeyFile === undefined ? [] : [`    ansible_ssh_private_key_file: ${yamlWord(privateKeyFile)}`]),
  ];
  const lines = [
    'all:',
    '  children:',
    '    web:',
    '      hosts:',
    `        ${isAddress ? 'web1' : yamlWord(host)}:`,
    ...(isAddress ? [`          ansible_host: ${JSON.stringify(host)}`] : []),
    ...(variables.length > 0 ? ['  vars:', ...variables] : []),
  ];
  return [{ path: `inventories/${name}/hosts.yml`, text: `${lines.join('\n')}\n` }];
}
