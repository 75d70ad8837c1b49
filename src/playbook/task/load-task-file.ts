import { dirname, isAbsolute, join } from 'node:path';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { TaskItem } from '../types.ts';
import { displayPath } from '../files/yaml-files.ts';
import { diagnosticsOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';
import { suggestFile } from '../files/suggest-file.ts';

/** The tasks of a file, which is searched for next to the file that names it, in the role's tasks, and next to the playbook. */
export async function loadTaskFile(path: string, context: TaskContext): Promise<TaskItem[]> {
  const inner = {
    ...context,
    taskPath: [dirname(path), ...context.taskPath],
    chain: [...context.chain, path],
    endless: [...context.endless, path],
  };
  return context.session.loadItems(context.session.files.readYaml(path, diagnosticsOf(context)), inner);
}

/** The absolute path for a task file's name. Reports a missing file. */
export function findTaskFile(name: string, range: SourceRange, context: TaskContext): string | undefined {
  const found = seekTaskFile(name, context);
  if (found !== undefined) return found;
  const { files } = context.session;
  const directories = directoriesFor(name, context);
  diagnosticsOf(context).error({
    code: 'file-not-found',
    summary: `There is no task file ${name}`,
    detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
    suggestion: suggestFile(name, directories, files),
    range,
  });
  return undefined;
}

/** The same, without reporting a missing file. */
export function seekTaskFile(name: string, context: TaskContext): string | undefined {
  const { files } = context.session;
  return directoriesFor(name, context)
    .map((directory) => join(directory, name))
    .flatMap((path) => [path, `${path}.yml`, `${path}.yaml`])
    .find((path) => files.isFile(path));
}

const directoriesFor = (name: string, context: TaskContext): readonly string[] =>
  isAbsolute(name) ? ['/'] : taskDirectories(context);

/** Directories that are searched for task files. A role's files may also be named from the role's directory: `tasks/setup.yml`. */
export function taskDirectories({ taskPath, role, session }: TaskContext): readonly string[] {
  if (!role) return [...new Set(taskPath)];
  const near = taskPath.filter((directory) => directory !== session.playbookDirectory);
  return [...new Set([...near, role.path, session.playbookDirectory])];
}
