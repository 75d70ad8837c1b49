import type * as z from 'zod';
import type { Module, Owned } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import type { FoundText, TextEdit } from './text-file.ts';
import { applyText, diffText, predictText, textQueries } from './text-file.ts';

/** What every module that edits a text file has as parameters. */
interface EditParams extends FileAttributes {
  readonly path: string;
  readonly backup: boolean;
  readonly validate?: string | undefined;
}

interface TextEditModule<P> {
  readonly name: string;
  readonly summary: string;
  readonly aliases: Readonly<Record<string, string>>;
  readonly notTaken: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
  /** What becomes of a file that is not there. */
  readonly whenAbsent: (params: P) => TextEdit['whenAbsent'];
  /** The text as it should be. */
  readonly edit: (params: P, text: string) => string;
  readonly owns?: (params: P) => readonly Owned[];
}

/** A module that edits a text file; `path` has the names that Ansible gives it. */
export function defineTextEdit<S extends z.ZodObject & z.ZodType<EditParams>>(
  module: TextEditModule<z.output<S>> & { readonly params: S },
): Module {
  const { edit, whenAbsent, aliases, ...rest } = module;
  const editOf = (p: z.output<S>): TextEdit => ({
    path: p.path,
    attributes: { mode: p.mode, owner: p.owner, group: p.group },
    backup: p.backup,
    validate: p.validate,
    whenAbsent: whenAbsent(p),
    edit: (text) => edit(p, text),
  });
  return defineState({
    ...rest,
    aliases: { dest: 'path', destfile: 'path', name: 'path', ...aliases },
    returns: { path: 'The file.' },
    queries: ({ path }: EditParams) => textQueries(path),
    diff: (p, s: FoundText) => diffText(editOf(p), s),
    apply: (p, s: FoundText) => applyText(editOf(p), s),
    predict: (p, s: FoundText, context) => predictText(editOf(p), s, context),
    writes: (p) => ({ keys: [`file:${p.path}`] }),
    result: (p) => ({ path: p.path }),
  });
}
