import type { Templated } from '../expression/compiled.ts';
import type { Keywords, Play, Role, VariableLayer } from '../playbook/types.ts';
import type { DataValues, ScopeLayer } from './scope.ts';
import { dataLayer, LayeredScope } from './scope.ts';

/** What is known of one host's variables in a run. Facts, registers and set_facts are added as they come. */
export interface HostVariables {
  readonly inventory: ReadonlyMap<string, Templated>;
  /** `-e`. */
  readonly extra: ReadonlyMap<string, Templated>;
  /** hostvars, groups, inventory_hostname and the like: nothing overrides them. */
  readonly magic: ScopeLayer;
  readonly facts: Map<string, unknown>;
  /** set_fact, register and include_vars. */
  readonly dynamic: DataValues;
  /** include_vars: may hold templates. */
  readonly included: Map<string, Templated>;
}

/** Where a task stands. */
export interface VariablePlace {
  readonly play: Play | undefined;
  readonly playFiles: readonly VariableLayer[];
  /** The role that the tasks stand in. */
  readonly role: Role | undefined;
  /** The role that has imported or included it; its variables are below. */
  readonly outerRole?: Role | undefined;
  /** Parameters given where the role was named. */
  readonly parameters: VariableLayer | undefined;
}

/** The variables of a place on a host, highest first: see `docs/reference/variables.md` for the order. */
export function placeScope(host: HostVariables, place: VariablePlace): LayeredScope {
  return new LayeredScope(layersOf(host, place));
}

/** The variables that a task sees: its place's, its blocks' and its own, and those of the loop. */
export function taskScope(
  host: HostVariables,
  place: VariablePlace,
  keywords: Pick<Keywords, 'vars'>,
  loop: Readonly<Record<string, unknown>>,
): LayeredScope {
  const layers = layersOf(host, place);
  // most tasks have no variables of their own
  if (keywords.vars.length === 0 && Object.keys(loop).length === 0) return new LayeredScope(layers);
  const own = [dataLayer(loop), ...keywords.vars.toReversed().map(templatedLayer)];
  return new LayeredScope([...layers.slice(0, UNBEATEN), ...own, ...layers.slice(UNBEATEN)]);
}

/** How many of a place's layers stand above a task's own: what is told of the host, and `-e`. */
const UNBEATEN = 2;

/** Of each place on each host: they show what their maps hold at the time, so that they are the same for all its tasks. */
const knownLayers = new WeakMap<HostVariables, WeakMap<VariablePlace, readonly ScopeLayer[]>>();

function layersOf(host: HostVariables, place: VariablePlace): readonly ScopeLayer[] {
  const ofHost = knownLayers.get(host) ?? new WeakMap<VariablePlace, readonly ScopeLayer[]>();
  knownLayers.set(host, ofHost);
  const layers = ofHost.get(place) ?? placeLayers(host, place);
  ofHost.set(place, layers);
  return layers;
}

function placeLayers(
  host: HostVariables,
  { play, playFiles, role, outerRole, parameters }: VariablePlace,
): ScopeLayer[] {
  return [
    host.magic,
    { kind: 'templated', values: host.extra },
    ...(role ? [dataLayer(roleNames(role, outerRole))] : []),
    ...(play ? [dataLayer(playNames(play))] : []),
    { kind: 'data', values: host.dynamic },
    { kind: 'templated', values: host.included },
    ...(parameters ? [templatedLayer(parameters)] : []),
    ...(role ? [templatedLayer(role.vars)] : []),
    ...(outerRole ? [templatedLayer(outerRole.vars)] : []),
    ...playFiles.toReversed().map(templatedLayer),
    ...(play ? [templatedLayer(play.vars)] : []),
    { kind: 'data', values: host.facts },
    { kind: 'templated', values: host.inventory },
    ...(role ? [templatedLayer(role.defaults)] : []),
    ...(outerRole ? [templatedLayer(outerRole.defaults)] : []),
  ];
}

function roleNames(role: Role, outerRole: Role | undefined): Readonly<Record<string, unknown>> {
  const [, namespace, collection] = /\/ansible_collections\/([^/]+)\/([^/]+)\//.exec(role.path) ?? [];
  const collectionName = namespace && collection ? `${namespace}.${collection}` : undefined;
  return {
    role_name: role.name,
    role_path: role.path,
    ansible_role_name: collectionName ? `${collectionName}.${role.name}` : role.name,
    ansible_parent_role_names: outerRole ? [outerRole.name] : [],
    ansible_parent_role_paths: outerRole ? [outerRole.path] : [],
    ...(collectionName && { ansible_collection_name: collectionName }),
  };
}

function playNames({ name, roles }: Play): Readonly<Record<string, unknown>> {
  const own = roles.filter(({ isDependency }) => !isDependency).map(({ role }) => role.name);
  const pulled = roles.filter(({ isDependency }) => isDependency).map(({ role }) => role.name);
  return {
    ansible_play_name: name,
    ansible_play_role_names: own,
    ansible_dependent_role_names: pulled,
    ansible_role_names: [...new Set([...own, ...pulled])],
  };
}

const templatedLayer = ({ values }: VariableLayer): ScopeLayer => ({ kind: 'templated', values });
