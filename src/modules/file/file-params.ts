import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { StatAnswer } from '../../query/stat.ts';
import type { TreeAttributesAnswer } from '../../query/tree-attributes.ts';

export const fileParams = z
  .strictObject({
    path: path().describe('The file, directory or link.'),
    state: z
      .enum(['file', 'directory', 'link', 'touch', 'absent'])
      .optional()
      .describe(
        'What is at the path. `file` wants it to be there and sets attributes; `touch` also creates an empty file, and leaves the times of one that is there. Default: `file`, or `directory` with recurse.',
      ),
    src: text().optional().describe('With `link`: what the link points to.'),
    force: bool().default(false).describe('With `link`: replace a file or directory that is in the way.'),
    recurse: bool()
      .default(false)
      .describe(
        'With `directory`: give everything below the owner, group and mode too (a symbolic mode with X suits both files and directories).',
      ),
    keep_directory: bool().default(false).describe('With `absent`: leave the path alone where it is a directory.'),
    ...fileAttributes,
  })
  .refine((p) => p.state !== 'link' || p.src !== undefined, { path: ['src'], message: 'is needed with state: link' })
  .refine((p) => p.state === 'link' || p.src === undefined, {
    path: ['src'],
    message: 'has a meaning with state: link only; copy and template write files',
  })
  .refine((p) => !p.recurse || p.state === undefined || p.state === 'directory', {
    path: ['recurse'],
    message: 'has a meaning with state: directory only',
  })
  .refine((p) => p.state !== 'link' || p.mode === undefined, {
    path: ['mode'],
    message: 'is not a thing that a link has',
  })
  .refine((p) => p.state !== 'absent' || p.path !== '/', {
    path: ['path'],
    message: 'must not be / with state: absent',
  });

export type FileParams = z.output<typeof fileParams>;

export const wantedState = (p: FileParams): NonNullable<FileParams['state']> =>
  p.state ?? (p.recurse ? 'directory' : 'file');

export interface FileQueries {
  readonly [name: string]: Query | readonly Query[];
  readonly self: Query<StatAnswer>;
  /** The directories above: all of them for a directory, else the nearest. */
  readonly parents: readonly Query<StatAnswer>[];
  readonly below: readonly Query<TreeAttributesAnswer>[];
}
export type FoundPath = Answers<FileQueries>;
