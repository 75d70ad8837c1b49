import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text, textList } from '../../module-api/params.ts';

export const unarchiveParams = z
  .strictObject({
    src: text()
      .refine((value) => !/^[a-z]+:\/\//.test(value), 'must be a file; get_url downloads one')
      .describe('The archive: of the controller or, with remote_src, of the host. tar in any compression, or zip.'),
    dest: path().describe('The directory to unpack in, which must be there.'),
    remote_src: bool().default(false).describe('src is on the host itself.'),
    copy: bool().default(true).describe('no is the former way to write remote_src: yes.'),
    creates: path().optional().describe('Unpack only where this does not exist, whatever the archive is.'),
    extra_opts: textList().default([]).describe('More options of tar or unzip: --strip-components=1.'),
    include: textList().default([]).describe('Only these members.'),
    exclude: textList().default([]).describe('All members but those that match these.'),
    list_files: bool().default(false).describe('Register the members as `files`.'),
    keep_newer: bool().default(false).describe('Leave files that are newer than those in the archive.'),
    owner: fileAttributes.owner,
    group: fileAttributes.group,
    mode: fileAttributes.mode.describe(
      'Permission bits for all that is unpacked: u=rwX,go=rX suits files and directories.',
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
