import { readdir } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer } from '../../playbook/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';
import type { HostState } from '../host/host-state.ts';
import type { TaskResult } from '../result/task-result.ts';
import { failedResult, okResult } from '../result/task-result.ts';
import type { TaskEntry } from '../task/task-entry.ts';

type IncludeVars = Extract<ControlEffect, { kind: 'include-vars' }>;

/** Loads the variables of a file, or of a directory's files, for a host. */
export async function includeVars(
  effect: IncludeVars,
  entry: TaskEntry,
  host: HostState,
  readVars: (path: string) => VariableLayer,
): Promise<TaskResult> {
  const { vars } = entry.task.searchPath;
  const tried = isAbsolute(effect.path) ? [effect.path] : vars.map((directory) => join(directory, effect.path));
  const found = tried.find((path) => isOfKind(path, effect));
  if (found === undefined)
    return failedResult({
      message: `There are no variables at ${effect.path}`,
      hint: `Looked for ${tried.join(', ')}.`,
    });
  const paths = effect.isDirectory ? await listVarsFiles(found) : [found];
  const values = new Map<string, Templated>(paths.flatMap((path) => [...readVars(path).values]));
  if (effect.name === undefined) for (const [name, value] of values) host.variables.included.set(name, value);
  else
    host.variables.dynamic.set(
      effect.name,
      Object.fromEntries([...values].map(([name, value]) => [name, renderTemplated(value, entry.scope)])),
    );
  return okResult({ ansible_included_var_files: paths });
}

/** A directory with the name of a file is skipped in the search. */
function isOfKind(path: string, { isDirectory }: Pick<IncludeVars, 'isDirectory'>): boolean {
  const kind = kindOf(path);
  return kind !== undefined && (kind === 'a directory') === isDirectory;
}

async function listVarsFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  return names
    .filter((name) => ['.yml', '.yaml', '.json'].includes(extname(name)))
    .sort()
    .map((name) => join(directory, name));
}
