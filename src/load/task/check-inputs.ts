import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Compiled } from '../../expression/contract.ts';
import type { Module } from '../../module/contract.ts';
import type { LocalInput } from '../../module/local-input.ts';
import { canonicalName } from '../../module/parse-params.ts';
import { containsUnknown } from '../../expression/contains-unknown.ts';
import { keyText } from '../yaml-mapping.ts';
import { displayPath } from '../playbook/yaml-files.ts';
import { findIn } from '../playbook/search-path.ts';
import { withUnknown } from './check-args.ts';
import type { Arg } from './read-args.ts';
import { diagnosticsOf, readerOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** Reports files of the controller that are not there, where their names are plain text. Gives the template, compiled. */
export function checkInputs(
  module: Module,
  args: readonly Arg[],
  at: SourceRange,
  context: TaskContext,
): Compiled | undefined {
  let template: Compiled | undefined;
  for (const input of knownInputs(module, args)) {
    const reader = readerOf(context);
    const directories = input.as === 'template' ? reader.searchPath.templates : reader.searchPath.files;
    const found = findIn(directories, input.path, context.session.files);
    if (found === undefined) reportMissing(input, directories, rangeOf(input, args) ?? at, context);
    else if (input.as === 'template' && context.session.files.isFile(found)) {
      template ??= reader.readTemplateFile(found, diagnosticsOf(context));
    }
  }
  return template;
}

/** What the module would ask for, when nothing that it reads for this depends on the host. */
function knownInputs(module: Module, args: readonly Arg[]): readonly LocalInput[] {
  if (module.kind === 'control') return [];
  try {
    return Object.values(module.inputs?.(knownParams(module, args) as never) ?? {});
  } catch (error) {
    if (error instanceof NotKnown) return [];
    throw error;
  }
}

class NotKnown extends Error {}

/** The parameters; reading one that can't be told now, or is wrong, throws NotKnown. */
function knownParams(module: Module, args: readonly Arg[]): object {
  const given = new Map(args.map(({ key, value }) => [canonicalName(module, keyText(key)), withUnknown(value)]));
  return new Proxy(module.params.shape, {
    get(shape: Record<string, z.ZodType>, key) {
      const schema = typeof key === 'string' && Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!schema) return undefined;
      const value = given.get(String(key));
      const parsed = containsUnknown(value) ? undefined : schema.safeParse(value);
      if (!parsed?.success) throw new NotKnown();
      return parsed.data;
    },
  });
}

const rangeOf = ({ path }: LocalInput, args: readonly Arg[]): SourceRange | undefined =>
  args.find(({ value }) => value.kind === 'literal' && value.value === path)?.node.range;

function reportMissing(
  { path, as }: LocalInput,
  directories: readonly string[],
  range: SourceRange,
  context: TaskContext,
): void {
  const near = directories.flatMap((directory) => context.session.files.list(join(directory, dirname(path))));
  diagnosticsOf(context).error({
    code: 'file-not-found',
    summary: `There is no ${as === 'template' ? 'template' : 'file'} ${path}`,
    detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
    suggestion: didYouMean(basename(path), near),
    range,
  });
}
