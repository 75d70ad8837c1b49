import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, fileMode, text } from '../../module-api/params.ts';
import { editing } from '../text/text-file.ts';

export const destParam = z
  .string()
  .regex(/^\//, 'must be an absolute path')
  .describe(
    'Where it goes. In a directory, or with a slash at the end, the file keeps its name; a directory with a slash is made where it is missing.',
  );

export const copyParams = z
  .strictObject({
    src: text()
      .optional()
      .describe(
        'The file or directory of the controller. Of a directory that ends with /, what is in it goes into dest; else the directory itself.',
      ),
    content: z
      .union([text(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
      .optional()
      .describe('What the file is to hold, in place of src. A list or mapping is written as JSON.'),
    dest: destParam,
    remote_src: bool().default(false).describe('src is on the host itself.'),
    force: bool().default(true).describe('no: what is there is left as it is.'),
    owner: fileAttributes.owner,
    group: fileAttributes.group,
    mode: z
      .union([z.literal('preserve'), fileMode()])
      .optional()
      .meta({ fileMode: true })
      .describe(
        'Permission bits of files, as octal digits (0644) or symbols (u=rw,g=r); preserve: those of the source.',
      ),
    follow: bool().default(false).describe('yes: a link at dest of a single file is a failure, where no replaces it.'),
    directory_mode: fileMode().optional().describe('Permission bits of the directories that are made.'),
    ...editing,
  })
  .refine((p) => (p.src === undefined) !== (p.content === undefined), {
    path: ['src'],
    message: 'or content must be given, and not both',
  })
  .refine((p) => p.content === undefined || !p.dest.endsWith('/'), {
    path: ['dest'],
    message: 'must name a file where content is given',
  })
  .refine((p) => p.content === undefined || p.mode !== 'preserve', {
    path: ['mode'],
    message: 'can be preserve with src only',
  })
  .refine((p) => !p.remote_src || p.src?.startsWith('/') !== false, {
    path: ['src'],
    message: 'must be an absolute path with remote_src',
  });

export type CopyParams = z.output<typeof copyParams>;
