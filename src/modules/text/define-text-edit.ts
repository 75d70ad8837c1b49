import type * as z from 'zod';
import type { Change, Module, Owned } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import { TimeLimitExceeded, withTimeLimit } from '../../values/time-limit.ts';
import type { FoundText, TextEdit } from './text-file.ts';
import { applyText, diffText, predictText, textQueries } from './text-file.ts';

/** Parameters that all modules for editing text files have. */
interface EditParams extends FileAttributes {
  readonly path: string;
  readonly backup: boolean;
  readonly validate?: string | undefined;
}

/** All lines of a text longer than this share one time limit: a separate limit for each line takes longer than most searches. */
const LONG = 20_000;

function limited(path: string, text: string, edit: () => string): string {
  try {
    return text.length > LONG ? withTimeLimit(() => `the edit of ${path}`, edit) : edit();
  } catch (error) {
    if (!(error instanceof TimeLimitExceeded)) throw error;
    throw new ModuleFailure(error.message, 'Rewrite the pattern so that it can match a text in one way only.');
  }
}

interface TextEditModule<P> {
  readonly name: string;
  readonly summary: string;
  readonly aliases: Readonly<Record<string, string>>;
  readonly notTaken: Readonly<Record<string, NotTaken>>;
  readonly examples: readonly string[];
  /** What to do if the file does not exist. */
  readonly whenAbsent: (params: P) => TextEdit['whenAbsent'];
  /** The desired text. */
  readonly edit: (params: P, text: string) => string;
  readonly owns?: (params: P) => readonly Owned[];
  /** The path of the file. Default: `path`. */
  readonly pathOf?: (params: P) => string;
  /** Aliases of `path`. Default: those of lineinfile. */
  readonly pathAliases?: readonly string[];
  /** Whether the file contains secrets; its content is then not shown. */
  readonly isSecret?: boolean;
}

/** Shows that the content changes, but not the content. */
const hideContent = ({ content, ...change }: Change): Change => (content ? { ...change, secret: true } : change);

/** Defines a module that edits a text file; `path` has the same aliases as in Ansible. */
export function defineTextEdit<S extends z.ZodObject & z.ZodType<EditParams>>(
  module: TextEditModule<z.output<S>> & { readonly params: S },
): Module {
  const {
    edit,
    whenAbsent,
    aliases,
    pathAliases = ['dest', 'destfile', 'name'],
    isSecret = false,
    pathOf = (p: EditParams) => p.path,
    ...rest
  } = module;
  const editOf = (p: z.output<S>): TextEdit => ({
    path: pathOf(p),
    attributes: { mode: p.mode, owner: p.owner, group: p.group },
    backup: p.backup,
    validate: p.validate,
    whenAbsent: whenAbsent(p),
    edit: (text) => limited(pathOf(p), text, () => edit(p, text)),
  });
  return defineState({
    ...rest,
    aliases: { ...Object.fromEntries(pathAliases.map((alias) => [alias, 'path'])), ...aliases },
    returns: { path: 'The file.' },
    queries: (p) => textQueries(pathOf(p)),
    diff: (p, s: FoundText) => diffText(editOf(p), s).map((change) => (isSecret ? hideContent(change) : change)),
    apply: (p, s: FoundText) => applyText(editOf(p), s),
    predict: (p, s: FoundText, context) => predictText(editOf(p), s, context),
    writes: (p) => ({ keys: [`file:${pathOf(p)}`] }),
    result: (p) => ({ path: pathOf(p) }),
  });
}
