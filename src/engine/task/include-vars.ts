import { readdir, stat } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { Task, VariableLayer } from '../../playbook/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';
import type { HostState } from '../host/host-state.ts';
import type { TaskResult } from './task-result.ts';
import { failedResult, okResult } from './task-result.ts';
import type { TaskEntry } from './task-entry.ts';

/** Reads the variables of a file, or of a directory's files, into the host's. */
export async function includeVars(
  effect: Extract<ControlEffect, { kind: 'include-vars' }>,
  entry: TaskEntry,
  host: HostState,
  readVars: (path: string) => VariableLayer,
): Promise<TaskResult> {
  const tried = candidatesOf(effect.path, entry.task);
  const found = await firstExisting(tried);
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

function candidatesOf(path: string, { role, searchPath }: Task): string[] {
  if (isAbsolute(path)) return [path];
  const inRole = role ? [join(role.path, 'vars', path), join(role.path, path)] : [];
  return [
    ...new Set([
      ...inRole,
      ...searchPath.files
        .filter((directory) => !directory.endsWith('/files'))
        .map((directory) => join(directory, path)),
    ]),
  ];
}

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await stat(path).catch(() => undefined)) return path;
  return undefined;
}

async function listVarsFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  return names
    .filter((name) => ['.yml', '.yaml', '.json'].includes(extname(name)))
    .sort()
    .map((name) => join(directory, name));
}
