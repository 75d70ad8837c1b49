import type { InventoryHost } from '../inventory/types.ts';
import type { ScopeLayer } from '../variables/scope.ts';
import type { StaticPlace, StaticVariables } from './static-scope.ts';
import { inventoryLayer, staticLayers, unknownLayer } from './static-scope.ts';

/**
 * The variables of a place as `staticLayers` returns them, without the values that the run may still replace: answers to prompts, and
 * what `add_host`, `group_by` and `refresh_inventory` may change in the inventory.
 */
export function evaluationLayers(variables: StaticVariables, host: InventoryHost, place: StaticPlace): ScopeLayer[] {
  const { inventory, mayExtendInventory } = variables;
  const { vars, prompts } = place.play;
  const ofInventory = inventoryLayer(inventory, host);
  const layers = staticLayers(variables, host, place).flatMap((layer) => {
    if (prompts.length > 0 && layer.values === vars.values)
      return [unknownLayer(new Set(prompts.map(({ name }) => name))), layer];
    return layer === ofInventory && mayExtendInventory ? [unknownLayer(new Set(layer.values.keys()))] : [layer];
  });
  return mayExtendInventory ? [unknownLayer(new Set(['groups', 'group_names'])), ...layers] : layers;
}

/** The variables with those of a loop's item, which only the engine's own and those of the command line override. */
export function withLoop(layers: readonly ScopeLayer[], item: ScopeLayer): ScopeLayer[] {
  const first = layers.findIndex(({ kind }) => kind === 'templated');
  return [...layers.slice(0, first + 1), item, ...layers.slice(first + 1)];
}
