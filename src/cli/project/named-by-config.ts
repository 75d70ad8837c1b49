import { hostVariables } from '../../inventory/host-variables.ts';
import type { Inventory } from '../../inventory/types.ts';
import { isNamedByConfig } from '../../transport/ssh/is-named-by-config.ts';

/** Whether ssh_config contains a host that is not in the inventory, with the ssh arguments for all hosts. */
export const namedByConfig =
  (inventory: Inventory) =>
  (host: string): boolean => {
    const everyHost = hostVariables(inventory, { name: host, groups: [], layers: [], source: undefined });
    const value = everyHost.get('ansible_ssh_common_args')?.value;
    const sshArguments = value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
    return isNamedByConfig({ host, address: host, sshArguments });
  };
