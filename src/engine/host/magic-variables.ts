import { dirname, resolve } from 'node:path';
import type { Inventory, InventoryHost } from '../../inventory/types.ts';
import { groupHosts } from '../../inventory/group-hosts.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import { placeScope } from '../../variables/host-variables.ts';
import type { ScopeLayer } from '../../variables/scope.ts';

export interface MagicOptions {
  readonly inventory: Inventory;
  readonly host: InventoryHost;
  readonly checkMode: boolean;
  /** Variables of any host of the run; undefined where there is no such host. */
  readonly variablesOf: (host: string) => HostVariables | undefined;
  readonly playHosts: () => readonly string[];
  readonly playbookDirectory: string;
  readonly runId: string;
}

/** The variables that the runner itself provides for a host. They are worked out when they are read. */
export function magicVariables(options: MagicOptions): ScopeLayer {
  const { host, inventory } = options;
  const getters: Record<string, () => unknown> = {
    inventory_hostname: () => host.name,
    inventory_hostname_short: () => host.name.split('.')[0],
    group_names: () =>
      host.groups
        .map(({ name }) => name)
        .filter((name) => name !== 'ungrouped')
        .sort(),
    groups: once(() => allGroups(inventory)),
    hostvars: once(() => hostvars(options)),
    play_hosts: () => options.playHosts(),
    ansible_play_hosts: () => options.playHosts(),
    ansible_play_batch: () => options.playHosts(),
    check_mode: () => options.checkMode,
    ansible_check_mode: () => options.checkMode,
    playbook_dir: () => options.playbookDirectory,
    inventory_dir: () => (host.source === undefined ? undefined : resolve(dirname(host.source))),
    inventory_file: () => (host.source === undefined ? undefined : resolve(host.source)),
    provision_run_id: () => options.runId,
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

function allGroups(inventory: Inventory): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...inventory.groups.values()].map((group) => [group.name, groupHosts(group).map(({ name }) => name)]),
  );
}

/** A mapping of all hosts in which a host's variables are rendered when they are read. */
function hostvars({ inventory, variablesOf }: MagicOptions): Record<string, unknown> {
  return lazyMapping(
    () => [...inventory.hosts.keys()],
    (name) => {
      const variables = variablesOf(name);
      return variables && variablesMapping(variables);
    },
  );
}

function variablesMapping(variables: HostVariables): Record<string, unknown> {
  const scope = placeScope(variables, {
    play: undefined,
    playFiles: [],
    role: undefined,
    parameters: undefined,
  });
  return lazyMapping(
    () => [...scope.names()].filter((name) => name !== 'hostvars'),
    (name) => (scope.has(name) ? scope.get(name) : undefined),
  );
}

/** A plain mapping to whoever reads it, whose values are made one by one. Undefined: there is no such key. */
function lazyMapping(keys: () => string[], valueOf: (key: string) => unknown): Record<string, unknown> {
  return new Proxy<Record<string, unknown>>(
    {},
    {
      ownKeys: keys,
      has: (_, key) => typeof key === 'string' && valueOf(key) !== undefined,
      get: (_, key) => (typeof key === 'string' ? valueOf(key) : undefined),
      getOwnPropertyDescriptor: (_, key) => {
        const value = typeof key === 'string' ? valueOf(key) : undefined;
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
