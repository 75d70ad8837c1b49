import type { StaticPlace } from '../../check/static-scope.ts';
import { staticLayers } from '../../check/static-scope.ts';
import { staticVariables } from '../../check/static-variables.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { isOmit } from '../../expression/omit.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import type { Templated } from '../../expression/compiled.ts';
import { hostVariables } from '../../inventory/host-variables.ts';
import type { InventoryHost, VariableValue } from '../../inventory/types.ts';
import type { RoleEntry, VariableLayer } from '../../playbook/types.ts';
import { entryHosts } from '../../variables/entry-hosts.ts';
import { LayeredScope } from '../../variables/scope.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Project } from '../project/load-project.ts';

/** One definition of a variable. */
export interface Definition {
  readonly label: string;
  readonly range: SourceRange;
  readonly value: Templated;
}

/** The value of a variable at some places of the playbook. */
export interface VariableUse {
  /** For example `role web`, `play Web servers`. */
  readonly places: readonly string[];
  /** The value as text; `known` is false if it is known only during the run, or is invalid. */
  readonly value: string;
  readonly known: boolean;
  /** In order of precedence: the first definition applies. */
  readonly definitions: readonly Definition[];
}

/** All variables that are defined for a host, by name, with a use for each distinct value at places of the playbook. */
export function explainVariables(project: Project, host: InventoryHost): ReadonlyMap<string, VariableUse[]> {
  const { playbook, inventory, extraVars } = project;
  const statics = staticVariables(playbook, inventory, extraVars);
  const variables = new Map<string, VariableUse[]>();
  for (const { place, label } of placesOf(project, host)) {
    const scope = new LayeredScope(staticLayers(statics, host, place));
    for (const [name, definitions] of definitionsAt(project, host, place)) {
      const uses = variables.get(name) ?? [];
      variables.set(name, addUse(uses, { places: [label], definitions, ...valueOf(scope, name) }));
    }
  }
  return variables;
}

/** Combines places that have the same value from the same line, with all definitions that are overridden at any of them. */
function addUse(uses: readonly VariableUse[], use: VariableUse): VariableUse[] {
  const same = uses.find(
    (other) => other.value === use.value && sourceOf(other.definitions[0]) === sourceOf(use.definitions[0]),
  );
  if (!same) return [...uses, use];
  const places = [...new Set([...same.places, ...use.places])];
  const known = new Set(same.definitions.map(sourceOf));
  const more = use.definitions.filter((definition) => !known.has(sourceOf(definition)));
  const merged = { ...same, places, definitions: [...same.definitions, ...more] };
  return uses.map((other) => (other === same ? merged : other));
}

const sourceOf = (definition: Definition | undefined): string =>
  definition === undefined ? '' : `${definition.label}\0${definition.range.source.path}\0${definition.range.start}`;

interface LabelledPlace {
  readonly place: StaticPlace;
  readonly label: string;
}

function placesOf({ playbook, inventory }: Project, host: InventoryHost): LabelledPlace[] {
  return playbook.plays.flatMap((play) => {
    const hostsOf = entryHosts(play, inventory, new DiagnosticList());
    const around = { play, vars: [], locals: [] };
    const entries = play.roles.filter((entry) => hostsOf(entry).includes(host));
    return [
      ...(hostsOf().includes(host) ? [{ place: around, label: `play ${play.name}` }] : []),
      ...entries.map((entry) => ({ place: { ...around, entry, role: entry.role }, label: `role ${entry.role.name}` })),
    ];
  });
}

/** The definitions of all names at a place, highest precedence first, as in `staticLayers`. */
function definitionsAt(project: Project, host: InventoryHost, place: StaticPlace): ReadonlyMap<string, Definition[]> {
  const { play, entry } = place;
  const found = new Map<string, Definition[]>();
  const add = (name: string, definition: Definition): void =>
    void found.set(name, [...(found.get(name) ?? []), definition]);
  const addLayer = ({ label, values, places }: VariableLayer): void => {
    for (const [name, value] of values) add(name, { label, value, range: places?.get(name) ?? value.range });
  };
  for (const [name, value] of project.extraVars) add(name, { label: '-e', value, range: value.range });
  for (const layer of roleLayers(entry)) addLayer(layer);
  for (const { candidates } of play.varsFiles.toReversed()) candidates.forEach(addLayer);
  addLayer(play.vars);
  for (const [name, value] of hostVariables(project.inventory, host))
    for (const each of overridden(value))
      add(name, { label: each.origin.label, range: each.origin.range, value: each.value });
  if (entry) addLayer(entry.role.defaults);
  return found;
}

const roleLayers = (entry: RoleEntry | undefined): VariableLayer[] => (entry ? [entry.vars, entry.role.vars] : []);

/** The value that applies, and the values that it overrides. */
const overridden = (value: VariableValue): VariableValue[] => [
  value,
  ...(value.overrides ? overridden(value.overrides) : []),
];

function valueOf(scope: LayeredScope, name: string): Pick<VariableUse, 'value' | 'known'> {
  try {
    const value = scope.get(name);
    if (isUnknown(value)) return { value: 'known only during the run', known: false };
    return { value: isOmit(value) ? 'omitted' : JSON.stringify(value), known: true };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { value: error.diagnostic.summary, known: false };
  }
}
