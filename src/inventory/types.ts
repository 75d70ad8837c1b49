import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Templated } from '../expression/compiled.ts';

/** Every host and group of all sources, read whole. Both maps are in the order of first mention; `all` and `ungrouped` lead. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly groups: ReadonlyMap<string, Group>;
  /** What `localhost` means where no source names it: this machine, in no group. */
  readonly localhost: InventoryHost;
  /**
   * The inventory with more hosts and members of groups, its files of variables read for new names too. This one stays as it is.
   * Absent: it is one that was extended. Throws `InvalidInput` where such a file is wrong.
   */
  readonly extend?: ((additions: readonly InventoryAddition[]) => Inventory) | undefined;
}

/** What a run adds to its inventory. */
export interface InventoryAddition {
  /** An added host, or one that is there. */
  readonly host: string;
  /** Groups that it joins, new ones among them. */
  readonly groups: readonly string[];
  /** Groups that those groups join, where they are new; none: `all`. */
  readonly parents: readonly string[];
  readonly variables: ReadonlyMap<string, VariableDefinition>;
}

export interface InventoryHost {
  readonly name: string;
  /** Every group it is in, `all` left out, in the order in which their variables apply. Hosts of the same groups share it. */
  readonly groups: readonly Group[];
  /** Its own variables, lowest first: from the sources, host_vars beside them, host_vars beside the playbook. */
  readonly layers: readonly VariableLayer[];
  /** The file, script or list that names it first; undefined for the implicit localhost. */
  readonly source: string | undefined;
}

export interface Group {
  readonly name: string;
  /** Steps from `all`, by the longest way. */
  readonly depth: number;
  /** `ansible_group_priority`; 1 unless set. */
  readonly priority: number;
  /** Hosts that it names itself. */
  readonly hosts: readonly InventoryHost[];
  readonly children: readonly Group[];
  readonly parents: readonly Group[];
  readonly layers: GroupLayers;
}

/** A group's variables by where they come from, each list lowest first. */
export interface GroupLayers {
  readonly sources: readonly VariableLayer[];
  readonly besideInventory: readonly VariableLayer[];
  readonly besidePlaybook: readonly VariableLayer[];
}

export interface VariableLayer {
  /** What to call it: `group_vars/web`, `inventory host web1`. */
  readonly label: string;
  readonly variables: ReadonlyMap<string, VariableDefinition>;
}

export interface VariableDefinition {
  readonly value: Templated;
  /** The place of the name, or of the value where there is no name. */
  readonly range: SourceRange;
}

/** A variable's final value on a host, where it comes from, and what it overrode, highest first. */
export interface VariableValue {
  readonly name: string;
  readonly value: Templated;
  readonly origin: VariableOrigin;
  readonly overrides: VariableValue | undefined;
}

export interface VariableOrigin {
  readonly label: string;
  readonly range: SourceRange;
}
