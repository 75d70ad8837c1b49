import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text, textList } from '../../module-api/params.ts';

export const unarchiveParams = z
  .strictObject({
    src: text()
      .refine((value) => !/^[a-z]+:\/\//.test(value), 'must be a file; get_url downloads one')
      .describe('The archive, on the controller or, with remote_src, on the host: tar with any compression, or zip.'),
    dest: path().describe('The destination directory, which must exist.'),
    remote_src: bool().default(false).describe('src is on the host, not on the controller.'),
    copy: bool().default(true).describe('Obsolete: no means remote_src: yes.'),
    creates: path().optional().describe('Unpack only if this path does not exist.'),
    extra_opts: textList().default([]).describe('Additional options of tar or unzip: --strip-components=1.'),
    include: textList().default([]).describe('Members to unpack. Default: all.'),
    exclude: textList().default([]).describe('Patterns of members to skip.'),
    list_files: bool().default(false).describe('Return the members as `files`.'),
    keep_newer: bool().default(false).describe('Keep existing files that are newer than those in the archive.'),
    owner: fileAttributes.owner,
    group: fileAttributes.group,
    mode: fileAttributes.mode.describe(
      'Permission bits of the unpacked files and directories: u=rwX,go=rX suits both.',
    ),
  })
  .refine((p) => !isRemote(p) || p.src.startsWith('/'), {
    path: ['src'],
    message: 'must be an absolute path with remote_src',
  });

/** Whether the archive is on the host itself. */
export function isRemote(p: { readonly remote_src: boolean; readonly copy: boolean }): boolean {
  return p.remote_src || !p.copy;
}

export type UnarchiveParams = z.output<typeof unarchiveParams>;
