import { hostVariables } from '../../inventory/host-variables.ts';
import type { Inventory } from '../../inventory/types.ts';

export const DEFAULT_LABEL = 'default';

/** The label that a worker must have for a host: what `provision_runner` says, as a group's or the host's own variable. */
export const labelOf =
  (inventory: Inventory) =>
  (name: string): string => {
    const host = inventory.hosts.get(name);
    const value = host && hostVariables(inventory, host).get('provision_runner')?.value;
    return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : DEFAULT_LABEL;
  };
