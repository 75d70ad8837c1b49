import { posix } from 'node:path';
import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { isRemovable, NOT_REMOVABLE } from '../../module-api/removable.ts';
import type { Query } from '../../query/query.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import type { TreeAttributesAnswer } from '../../query/files/tree-attributes.ts';

export const fileParams = z
  .strictObject({
    path: path().meta({ isPath: true, takesRelative: true }).describe('The file, directory or link.'),
    state: z
      .enum(['file', 'directory', 'link', 'hard', 'touch', 'absent'])
      .optional()
      .describe(
        'Type of the path. `file` sets the attributes of an existing file; `touch` also creates an empty file, and keeps the times of an existing one; `hard` is a hard link. Default: `file`, or `directory` with recurse.',
      ),
    src: text().optional().describe('Target of the link, with `link` or `hard`.'),
    force: bool().default(false).describe('With `link` and `hard`: replace an existing file or directory.'),
    recurse: bool()
      .default(false)
      .describe(
        'With `directory`: also apply owner, group and mode to everything below (use a symbolic mode with X for files and directories).',
      ),
    follow: bool().default(true).describe('No effect: owner and group always apply to the link, mode to its target.'),
    access_time: z.literal('preserve').optional().describe('No effect: times are always kept.'),
    modification_time: z.literal('preserve').optional().describe('No effect: times are always kept.'),
    keep_directory: bool().default(false).describe('With `absent`: keep the path if it is a directory.'),
    ...fileAttributes,
  })
  .refine((p) => !isLinking(p) || p.src !== undefined, {
    path: ['src'],
    message: 'is needed with state: link and hard',
  })
  .refine((p) => isLinking(p) || p.src === undefined, {
    path: ['src'],
    message: 'has a meaning with state: link and hard only; copy and template write files',
  })
  .refine((p) => !p.recurse || p.state === undefined || p.state === 'directory', {
    path: ['recurse'],
    message: 'has a meaning with state: directory only',
  })
  .refine((p) => p.state !== 'hard' || p.src?.startsWith('/'), {
    path: ['src'],
    message: 'must be an absolute path with state: hard',
  })
  .refine((p) => p.state !== 'hard' || [p.mode, p.owner, p.group].every((value) => value === undefined), {
    path: ['state'],
    message: 'hard takes no mode, owner or group: set them of src',
  })
  .refine((p) => !(p.state === 'absent' || (isLinking(p) && p.force)) || isRemovable(p.path), {
    path: ['path'],
    message: NOT_REMOVABLE,
  });

function isLinking({ state }: { readonly state?: string | undefined }): boolean {
  return state === 'link' || state === 'hard';
}

export type FileParams = z.output<typeof fileParams>;

export const wantedState = (p: FileParams): NonNullable<FileParams['state']> =>
  p.state ?? (p.recurse ? 'directory' : 'file');

export interface FileQueries {
  readonly [name: string]: Query | readonly Query[];
  readonly self: Query<StatAnswer>;
  /** The parent directories: all of them for a directory, otherwise only the nearest. */
  readonly parents: readonly Query<StatAnswer>[];
  readonly below: readonly Query<TreeAttributesAnswer>[];
  /** With `hard`, and with `link` and a mode: the target of the link. */
  readonly target: readonly Query<StatAnswer>[];
  /** With `hard`: whether both names are the same file. */
  readonly same: readonly Query<ShellAnswer>[];
}
export type FoundPath = Answers<FileQueries>;

/** The target of a hard link, or of a symbolic link with a mode, since the mode is set on the target. */
export function targetOf({ state, src, mode, path: at }: FileParams): string[] {
  if (src === undefined || (state === 'link' && mode === undefined)) return [];
  return [posix.resolve(posix.dirname(at), src)];
}
