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
  /** Of these, those that win over what tasks set. */
  readonly params?: VariableLayer | undefined;
}

/** The variables of a place on a host, highest first: see `docs/reference/variables.md` for the order. */
export function placeScope(host: HostVariables, place: VariablePlace): LayeredScope {
  const { top, results, below } = layersOf(host, place);
  return new LayeredScope([...top, ...results, ...below]);
}

/** The variables that a task sees: its place's, its blocks' and its own, and those of the loop. */
export function taskScope(
  host: HostVariables,
  place: VariablePlace,
  keywords: Pick<Keywords, 'vars'>,
  loop: Readonly<Record<string, unknown>>,
): LayeredScope {
  const { top, results, below } = layersOf(host, place);
  const { vars } = keywords;
  // most tasks have no variables of their own
  if (vars.length === 0 && Object.keys(loop).length === 0) return new LayeredScope([...top, ...results, ...below]);
  const given = vars.filter(({ isForInclude }) => isForInclude).toReversed();
  const own = vars.filter(({ isForInclude }) => !isForInclude).toReversed();
  const layers = [...top, dataLayer(loop), ...given.map(templatedLayer), ...results, ...own.map(templatedLayer)];
  return new LayeredScope([...layers, ...below]);
}

/** The layers of a place, highest first, in three parts: a task's loop comes after `top`, its variables after `results`. */
interface PlaceLayers {
  /** What is told of the host, and `-e`. */
  readonly top: readonly ScopeLayer[];
  /** What tasks have set. */
  readonly results: readonly ScopeLayer[];
  readonly below: readonly ScopeLayer[];
}

/** Of each place on each host: they show what their maps hold at the time, so that they are the same for all its tasks. */
const knownLayers = new WeakMap<HostVariables, WeakMap<VariablePlace, PlaceLayers>>();

function layersOf(host: HostVariables, place: VariablePlace): PlaceLayers {
  const ofHost = knownLayers.get(host) ?? new WeakMap<VariablePlace, PlaceLayers>();
  knownLayers.set(host, ofHost);
  const layers = ofHost.get(place) ?? placeLayers(host, place);
  ofHost.set(place, layers);
  return layers;
}

function placeLayers(
  host: HostVariables,
  { play, playFiles, role, outerRole, parameters, params }: VariablePlace,
): PlaceLayers {
  return {
    top: [host.magic, { kind: 'templated', values: host.extra }],
    results: [
      ...(params ? [templatedLayer(params)] : []),
      ...(role ? [dataLayer(roleNames(role, outerRole))] : []),
      ...(play ? [dataLayer(playNames(play))] : []),
      { kind: 'data', values: host.dynamic },
      { kind: 'templated', values: host.included },
    ],
    below: [
      ...(parameters ? [templatedLayer(parameters)] : []),
      ...(role ? [templatedLayer(role.vars)] : []),
      ...(outerRole ? [templatedLayer(outerRole.vars)] : []),
      ...playFiles.toReversed().map(templatedLayer),
      ...(play ? [templatedLayer(play.vars)] : []),
      { kind: 'data', values: host.facts },
      { kind: 'templated', values: host.inventory },
      ...(role ? [templatedLayer(role.defaults)] : []),
      ...(outerRole ? [templatedLayer(outerRole.defaults)] : []),
    ],
  };
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
  const pulled = new Set(roles.filter(({ isDependency }) => isDependency).map(({ role }) => role.name));
  return {
    ansible_play_name: name,
    ansible_play_role_names: own,
    ansible_dependent_role_names: [...pulled],
    ansible_role_names: [...new Set([...own, ...pulled])],
  };
}

const templatedLayer = ({ values }: VariableLayer): ScopeLayer => ({ kind: 'templated', values });
