import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Templated } from '../expression/compiled.ts';

/** All hosts and groups of all sources. Both maps are in the order of first mention, starting with `all` and `ungrouped`. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly groups: ReadonlyMap<string, Group>;
  /** The host `localhost` if no source contains it: this machine, in no group. */
  readonly localhost: InventoryHost;
  /**
   * Returns the inventory with additional hosts and members of groups, including the variables files of new names. This object is not
   * changed. Absent for an extended inventory. Throws `InvalidInput` if such a file is invalid.
   */
  readonly extend?: ((additions: readonly InventoryAddition[]) => Inventory) | undefined;
}

/** An addition of a run to its inventory. */
export interface InventoryAddition {
  /** A new or existing host. */
  readonly host: string;
  /** Groups that the host joins, including new ones. */
  readonly groups: readonly string[];
  /** Parents of new groups; by default `all`. */
  readonly parents: readonly string[];
  readonly variables: ReadonlyMap<string, VariableDefinition>;
}

export interface InventoryHost {
  readonly name: string;
  /** All its groups except `all`, in the order in which their variables apply. Hosts of the same groups share this array. */
  readonly groups: readonly Group[];
  /** Its own variables, lowest precedence first: from the sources, host_vars next to them, host_vars next to the playbook. */
  readonly layers: readonly VariableLayer[];
  /** The first file, script or list that names it; undefined for the implicit localhost. */
  readonly source: string | undefined;
}

export interface Group {
  readonly name: string;
  /** Distance from `all` by the longest path. */
  readonly depth: number;
  /** `ansible_group_priority`; default 1. */
  readonly priority: number;
  /** Hosts that the group names itself. */
  readonly hosts: readonly InventoryHost[];
  readonly children: readonly Group[];
  readonly parents: readonly Group[];
  readonly layers: GroupLayers;
}

/** A group's variables by origin, lowest precedence first. */
export interface GroupLayers {
  readonly sources: readonly VariableLayer[];
  readonly besideInventory: readonly VariableLayer[];
  readonly besidePlaybook: readonly VariableLayer[];
}

export interface VariableLayer {
  /** For display: `group_vars/web`, `inventory host web1`. */
  readonly label: string;
  readonly variables: ReadonlyMap<string, VariableDefinition>;
}

export interface VariableDefinition {
  readonly value: Templated;
  /** The location of the name, or of the value if there is no name. */
  readonly range: SourceRange;
}

/** A variable's effective value on a host, its source, and the overridden values, highest precedence first. */
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
