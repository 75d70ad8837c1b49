import type { Templated } from '../../expression/compiled.ts';
import { hostVariables } from '../../inventory/host-variables.ts';
import type { InventoryHost } from '../../inventory/types.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { RunMode } from '../events.ts';
import type { RunVariables } from '../host/host-state.ts';
import { DatedVariables } from './dated-variables.ts';
import type { ExtendedInventory } from './extend-inventory.ts';
import { FactsOf } from './facts-of.ts';
import { magicVariables } from './magic-variables.ts';
import type { PeerView } from './peer-variables.ts';
import type { PlayHosts } from './play-hosts.ts';

export interface VariableSources {
  readonly inventory: ExtendedInventory;
  readonly extraVars: ReadonlyMap<string, Templated>;
  readonly mode: RunMode;
  readonly runId: string;
  /** Magic variables for the flags of the run. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly playbookDirectory: () => string;
  readonly playHosts: () => PlayHosts;
  /** A host's variables from its plays, with lower precedence than the inventory. */
  readonly playConnection?: ((host: string) => ReadonlyMap<string, Templated> | undefined) | undefined;
  /** A host of the batch that the reader must wait for before it reads variables of all hosts. */
  readonly behind?: ((reader: string) => Unknown | undefined) | undefined;
  /** The same for groups; absent if no task changes them. */
  readonly behindForGroups?: ((reader: string) => Unknown | undefined) | undefined;
  /** A host's view of another host's variables; undefined means the current values. */
  readonly peerView?: ((peer: string, reader: string) => PeerView | undefined) | undefined;
}

/** A host's variables at the start of a run. `variablesOf` returns those of any other host of the inventory. */
export function runVariables(
  host: InventoryHost,
  sources: VariableSources,
  variablesOf: (name: string) => RunVariables,
): RunVariables {
  const { inventory, extraVars, mode, playbookDirectory, playHosts, peerView, runId, playConnection } = sources;
  const known = (): InventoryHost => inventory.hosts.get(host.name) ?? host;
  const viewOf = (name: string): PeerView =>
    peerView?.(name, host.name) ?? { variables: variablesOf(name), late: () => undefined };
  const magic = magicVariables({
    inventory,
    host: known,
    checkMode: mode === 'check',
    viewOf: (name) => (inventory.hosts.has(name) ? viewOf(name) : undefined),
    playHosts,
    behind: () => sources.behind?.(host.name),
    behindForGroups: () => sources.behindForGroups?.(host.name),
    playbookDirectory,
    runId,
    settings: sources.settings,
  });
  return {
    inventory: templatedView(() => hostVariables(inventory.current, known()), playConnection?.(host.name)),
    extra: extraVars,
    magic,
    facts: new FactsOf(host.name),
    dynamic: new DatedVariables(),
    included: new Map(),
  };
}

/** The current values at the time of reading; `below` is used for names without a value. */
function templatedView(
  values: () => ReadonlyMap<string, { readonly value: Templated }>,
  below: ReadonlyMap<string, Templated> = new Map(),
): ReadonlyMap<string, Templated> {
  const view = {
    has: (name: string) => values().has(name) || below.has(name),
    get: (name: string) => values().get(name)?.value ?? below.get(name),
    keys: () => (below.size === 0 ? values().keys() : new Set([...values().keys(), ...below.keys()]).keys()),
    get size() {
      return [...view.keys()].length;
    },
  };
  return view as unknown as ReadonlyMap<string, Templated>;
}
