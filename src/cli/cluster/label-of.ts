import { hostVariables } from '../../inventory/host-variables.ts';
import type { Inventory } from '../../inventory/types.ts';

export const DEFAULT_LABEL = 'default';

/** The label that a worker needs to run a host: the variable `provision_runner` of the host or of a group. */
export const labelOf =
  (inventory: Inventory) =>
  (name: string): string => {
    const host = inventory.hosts.get(name);
    const value = host && hostVariables(inventory, host).get('provision_runner')?.value;
    return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : DEFAULT_LABEL;
  };
