import { UnreadableFile } from '../../controller/file-error.ts';
import { kindOf } from '../../controller/file-kind.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { walkTree } from '../../controller/walk-tree.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Compiled } from '../../expression/compiled.ts';
import type { Module } from '../../module-api/module.ts';
import type { LocalInput } from '../../module-api/local-input.ts';
import { displayPath } from '../files/yaml-files.ts';
import { findIn } from '../files/search-path.ts';
import { withKnownParams } from './known-params.ts';
import type { ActionPlace, Arg } from './read-args.ts';
import { diagnosticsOf, readerOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import { suggestFile } from '../files/suggest-file.ts';

/** Reports missing files of the controller whose names are literal. Returns the compiled template. */
export function checkInputs(
  module: Module,
  args: readonly Arg[],
  at: ActionPlace,
  context: TaskContext,
): Compiled | undefined {
  let template: Compiled | undefined;
  for (const input of knownInputs(module, args)) {
    const reader = readerOf(context);
    const directories = input.as === 'template' ? reader.searchPath.templates : reader.searchPath.files;
    const found = findIn(directories, input.path, context.session.files);
    const range = rangeOf(input, args) ?? at.range;
    if (found === undefined) reportMissing(input, directories, { ...at, range }, context);
    else if (input.as === 'tree') checkTree(found, range, context);
    else if (context.session.files.isDirectory(found)) reportDirectory(input, found, range, context);
    else if (input.as === 'file') checkTree(found, range, context);
    else {
      const compiled = reader.readTemplateFile(found, diagnosticsOf(context), input.settings);
      // the names in a template are checked against the task's variables; only one of several templates can be returned
      if (input.vars === undefined) template ??= compiled;
    }
  }
  return template;
}

/** Reports undeliverable files: the file itself, or files below a directory. */
function checkTree(path: string, range: SourceRange, context: TaskContext): void {
  for (const error of unreadableIn(path)) {
    diagnosticsOf(context).error({
      code: 'file-unreadable',
      summary: error.message,
      suggestion: remedyOf(error),
      range,
    });
  }
}

function unreadableIn(path: string): readonly UnreadableFile[] {
  const kind = kindOf(path);
  const shown = displayPath(path);
  if (kind === 'a directory')
    return walkTree(path).problems.map((each) => new UnreadableFile(displayPath(each.path), each.problem));
  if (kind === 'file' || kind === undefined) return [];
  return [new UnreadableFile(shown, kind === 'unreadable' ? 'it is a broken link, or unreadable' : `it is ${kind}`)];
}

function reportDirectory({ as }: LocalInput, path: string, range: SourceRange, context: TaskContext): void {
  diagnosticsOf(context).error({
    code: 'file-unreadable',
    summary: `${displayPath(path)} is a directory, and a ${as} is needed`,
    suggestion: remedyOf({ path: displayPath(path), problem: 'it is a directory' }),
    range,
  });
}

/** The files that the module would read, as far as they are known without a host. */
function knownInputs(module: Module, args: readonly Arg[]): readonly LocalInput[] {
  return Object.values(
    withKnownParams(module, args, (bound) => (bound.kind === 'control' ? {} : bound.inputs())) ?? {},
  );
}

const rangeOf = ({ path }: LocalInput, args: readonly Arg[]): SourceRange | undefined =>
  args.find(({ value }) => value.kind === 'literal' && value.value === path)?.node.range;

function reportMissing(
  { path, as }: LocalInput,
  directories: readonly string[],
  { range, isOptional }: ActionPlace,
  context: TaskContext,
): void {
  const { session } = context;
  // a task that runs on this machine may create it
  const mayCome = (isOptional || session.hasLocalTasks.value) && !session.strict;
  diagnosticsOf(context).add({
    code: 'file-not-found',
    severity: mayCome ? 'warning' : 'error',
    summary: `There is no ${as === 'template' ? 'template' : 'file'} ${path}`,
    detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
    suggestion: suggestFile(path, directories, session.files),
    range,
  });
}
