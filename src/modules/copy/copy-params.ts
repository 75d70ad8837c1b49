import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { ABSOLUTE, bool, fileMode, text } from '../../module-api/params.ts';
import { editing } from '../text/text-file.ts';

export const destParam = z
  .string()
  .regex(ABSOLUTE, 'must be an absolute path')
  .meta({ isPath: true, takesRelative: true })
  .describe(
    'Destination on the host. If it is a directory or ends with a slash, the file keeps its name; a missing directory is created if the path ends with a slash.',
  );

export const copyParams = z
  .strictObject({
    src: text()
      .optional()
      .describe(
        'File or directory on the controller. If the path ends with /, the content of the directory is copied into dest, otherwise the directory itself.',
      ),
    content: z
      .union([text(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
      .optional()
      .describe('Content of the file, instead of src. A list or mapping is written as JSON.'),
    dest: destParam,
    remote_src: bool().default(false).describe('src is on the host, not on the controller.'),
    force: bool().default(true).describe('Replace an existing file. With no, an existing file is kept.'),
    owner: fileAttributes.owner,
    group: fileAttributes.group,
    mode: z
      .union([z.literal('preserve'), fileMode()])
      .optional()
      .meta({ fileMode: true })
      .describe(
        'Permission bits of files, as octal digits (0644) or symbols (u=rw,g=r); preserve uses those of the source.',
      ),
    follow: bool()
      .default(false)
      .describe('For a single file: with yes, the task fails if dest is a link; with no, it replaces the link.'),
    directory_mode: fileMode().optional().describe('Permission bits of new directories.'),
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
