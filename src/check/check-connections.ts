import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Templated } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { expressionsIn } from '../expression/expressions-in.ts';
import { connectionOf, isConnectionVariable } from '../inventory/connection.ts';
import { LazyVariable } from '../inventory/connection-variables.ts';
import { hostVariables } from '../inventory/host-variables.ts';
import type { InventoryHost } from '../inventory/types.ts';
import { isUnknown, Unknown } from '../values/unknown.ts';
import { LayeredScope } from '../variables/scope.ts';
import type { ScopeLayer } from '../variables/scope.ts';
import { HostReader } from './host-reader.ts';
import type { MissingName } from './host-reader.ts';
import { nameHosts } from './name-hosts.ts';
import { connectionLayers } from './static-scope.ts';
import type { StaticVariables } from './static-scope.ts';

/** Reports connection variables with invalid values and with names that are not defined, as far as values are known before a run. */
export function checkConnections(variables: StaticVariables, diagnostics: DiagnosticList): void {
  const missing = new Map<string, { readonly name: MissingName; readonly hosts: string[] }>();
  for (const host of variables.inventory.hosts.values()) {
    const add = (name: MissingName): void => {
      const key = [name.range.source.path, name.range.start].join('\0');
      const known = missing.get(key) ?? { name, hosts: [] };
      missing.set(key, known);
      if (known.hosts.at(-1) !== host.name) known.hosts.push(host.name);
    };
    connectionOf(host.name, renderedOf(host, variables, add, diagnostics), diagnostics);
  }
  for (const { name, hosts } of missing.values())
    diagnostics.error({
      code: 'undefined-variable',
      summary: `${name.name} is not defined for the connection of ${nameHosts(hosts)}`,
      suggestion: name.suggestion,
      range: name.range,
    });
}

/** The connection variables of a host, each checked when it is read. */
function renderedOf(
  host: InventoryHost,
  variables: StaticVariables,
  missing: (name: MissingName) => void,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, LazyVariable> {
  const layers = connectionLayers(variables, host);
  const reader = new HostReader(layers, { missing, wrong: diagnostics.add.bind(diagnostics) });
  let scope: LayeredScope | undefined;
  const render = (name: string, value: Templated): unknown => {
    if (value.kind === 'literal') return value.value;
    reader.readWhere([], [...expressionsIn(value)]);
    scope ??= new LayeredScope(layers.map(withoutReads));
    return valueOf(name, scope);
  };
  return new Map(
    [...hostVariables(variables.inventory, host)]
      .filter(([name]) => isConnectionVariable(name))
      .map(([name, { value }]) => [name, new LazyVariable(() => render(name, value), value.range)]),
  );
}

/** Undefined where only the run can tell, and where its names are at fault. */
function valueOf(name: string, scope: LayeredScope): unknown {
  try {
    const value = scope.get(name);
    return isUnknown(value) ? undefined : value;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** The layer with values that read files, programs or the environment of this machine replaced: these are for the run. */
function withoutReads(layer: ScopeLayer): ScopeLayer {
  if (layer.kind !== 'templated') return layer;
  const values = [...layer.values].map(([name, value]) => [name, reads(value) ? unread(value) : value] as const);
  return { kind: 'templated', values: new Map(values) };
}

const reads = (value: Templated): boolean =>
  [...expressionsIn(value)].some(({ source }) =>
    /\b(?:lookup|query|q|env|file|fileglob|digest)\s*\(/.test(source.text),
  );

const unread = ({ range }: Templated): Templated => ({ kind: 'literal', value: UNREAD, range });

const UNREAD = new Unknown('it is only read in the run');
