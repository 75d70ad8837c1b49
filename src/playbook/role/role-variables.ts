import { basename, join } from 'node:path';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { emptyLayer, loadVariables, mergeLayers } from '../variables/load-variables.ts';
import { readerFor } from '../files/reader-for.ts';
import type { RoleFiles } from '../task/read-target.ts';
import { findRole } from './find-role.ts';
import { loadRoleMeta } from './load-role-meta.ts';
import { findRoleFile, listRoleFiles } from './role-file.ts';
import { displayPath } from '../files/yaml-files.ts';

export interface RoleVariables {
  readonly defaults: VariableLayer;
  readonly vars: VariableLayer;
}

/** A role's defaults and vars, over those of its dependencies. Reports cyclic dependencies. */
export function loadRoleVariables(
  rolePath: string,
  from: RoleFiles,
  session: LoadSession,
  chain: readonly string[] = [],
): RoleVariables {
  const name = basename(rolePath);
  const below = loadRoleMeta(rolePath, session).dependencies.flatMap((dependency) => {
    const path = findRole(dependency.role, session);
    if (path === undefined) return [];
    const cycle = [...chain, rolePath];
    if (!cycle.includes(path)) return loadRoleVariables(path, {}, session, cycle);
    reportCycle([...cycle.slice(cycle.indexOf(path)), path], dependency.range, session);
    return [];
  });
  const read = (part: 'defaults' | 'vars', file: string | undefined): VariableLayer =>
    loadPart(rolePath, part, file, session);
  const label = `role defaults of ${name}`;
  const declared = { label, values: declaredDefaults(rolePath, session) };
  return {
    defaults: mergeLayers([...below.map(({ defaults }) => defaults), declared, read('defaults', from.defaults)]),
    vars: mergeLayers([...below.map(({ vars }) => vars), read('vars', from.vars)]),
  };
}

/** Reports a cycle once, from whichever of its roles it is found. */
function reportCycle(paths: readonly string[], range: SourceRange, { cycles, diagnostics }: LoadSession): void {
  const key = [...new Set(paths)].sort().join(':');
  if (cycles.has(key)) return;
  cycles.add(key);
  const names = paths.map((path) => basename(path));
  diagnostics.error({
    code: 'dependency-cycle',
    summary: `The role ${names[0] ?? ''} depends on itself`,
    detail: names.join(' -> '),
    suggestion: `Remove \`${names.at(-1) ?? ''}\` from the dependencies in \`${displayPath(join(paths.at(-2) ?? '', 'meta/main.yml'))}\`.`,
    range,
  });
}

function declaredDefaults(rolePath: string, session: LoadSession): ReadonlyMap<string, Templated> {
  const { variables } = loadRoleMeta(rolePath, session);
  return new Map([...variables].flatMap(([name, { default: value }]) => (value ? [[name, value] as const] : [])));
}

function loadPart(
  rolePath: string,
  part: 'defaults' | 'vars',
  name: string | undefined,
  session: LoadSession,
): VariableLayer {
  const label = `role ${part} of ${basename(rolePath)}`;
  const path = findRoleFile(rolePath, part, name, session);
  const paths = path === undefined ? listRoleFiles(rolePath, part, session) : [path];
  const source = { label, reader: readerFor(rolePath, session) };
  const layers = paths.map((file) =>
    loadVariables(session.files.readYaml(file, session.diagnostics), source, session.diagnostics),
  );
  return mergeLayers([emptyLayer(label), ...layers]);
}
