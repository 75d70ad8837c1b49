import { dirname, resolve } from 'node:path';
import type { InventoryHost } from '../../inventory/types.ts';
import { namesByGroup } from '../../inventory/group-hosts.ts';
import type { ExtendedInventory } from './extend-inventory.ts';
import type { PlayHosts } from './play-hosts.ts';
import type { PeerView } from './peer-variables.ts';
import { lazyMapping } from '../../values/lazy-mapping.ts';
import { placeScope } from '../../variables/host-variables.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { ScopeLayer } from '../../variables/scope.ts';

export interface MagicOptions {
  readonly inventory: ExtendedInventory;
  /** The host's current entry in the inventory. */
  readonly host: () => InventoryHost;
  readonly checkMode: boolean;
  /** The variables of any host of the run, from this host's view; undefined if there is no such host. */
  readonly viewOf: (host: string) => PeerView | undefined;
  readonly playHosts: () => PlayHosts;
  /** A substitute for values that depend on all hosts of the batch, while one of them is behind this host. */
  readonly behind: () => Unknown | undefined;
  /** The same for groups, which tasks may change. */
  readonly behindForGroups: () => Unknown | undefined;
  /** Of the play that the host is in. */
  readonly playbookDirectory: () => string;
  readonly runId: string;
  /** The values of the run's flags. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/** The variables that the runner provides for a host. They are computed when they are read. */
export function magicVariables(options: MagicOptions): ScopeLayer {
  const { host, inventory } = options;
  const { name, source } = host();
  const groups = eachTime(() => inventory.current, namesByGroup);
  const getters: Record<string, () => unknown> = {
    inventory_hostname: () => name,
    inventory_hostname_short: () => name.split('.')[0],
    group_names: () =>
      host()
        .groups.map((group) => group.name)
        .filter((group) => group !== 'ungrouped')
        .sort(),
    groups: () => options.behindForGroups() ?? groups(),
    hostvars: once(() => hostvars(options)),
    play_hosts: () => options.behind() ?? options.playHosts().batch,
    ansible_play_hosts: () => options.behind() ?? options.playHosts().left,
    ansible_play_hosts_all: () => options.playHosts().all,
    ansible_play_batch: () => options.behind() ?? options.playHosts().batch,
    check_mode: () => options.checkMode,
    ansible_check_mode: () => options.checkMode,
    playbook_dir: options.playbookDirectory,
    inventory_dir: () => (source === undefined ? undefined : resolve(dirname(source))),
    inventory_file: () => (source === undefined ? undefined : resolve(source)),
    provision_run_id: () => options.runId,
    ...Object.fromEntries(Object.entries(options.settings ?? {}).map(([key, value]) => [key, () => value])),
  };
  return {
    kind: 'data',
    values: {
      has: (name) => Object.hasOwn(getters, name),
      get: (name) => getters[name]?.(),
      keys: () => Object.keys(getters),
    },
  };
}

/** A mapping of all hosts; a host's variables are rendered when they are read. */
function hostvars({ inventory, viewOf }: MagicOptions): Record<string, unknown> {
  return lazyMapping(
    () => [...inventory.hosts.keys()],
    (name) => {
      const view = viewOf(name);
      return view && variablesMapping(view);
    },
  );
}

function variablesMapping({ variables, late }: PeerView): Record<string, unknown> {
  const scope = placeScope(variables, {
    play: undefined,
    playFiles: [],
    role: undefined,
    parameters: undefined,
  });
  return lazyMapping(
    () => [...scope.names()].filter((name) => name !== 'hostvars'),
    (name) => {
      const isSet = scope.has(name);
      return late(name, isSet) ?? (isSet ? scope.get(name) : undefined);
    },
  );
}

/** Computes a value once for as long as its source is the same object. */
function eachTime<S, T>(read: () => S, make: (read: S) => T): () => T {
  let made: { readonly of: S; readonly value: T } | undefined;
  return () => {
    const of = read();
    if (made?.of !== of) made = { of, value: make(of) };
    return made.value;
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
