import * as z from 'zod';
import { integer, path, text, oneLine } from '../../module-api/params.ts';

const shape = z.strictObject({
  path: z.union([z.enum(['none', 'swap']), path()]).describe('Mount point; `none` for swap.'),
  src: oneLine().optional().describe('What to mount: a device, `UUID=...`, `server:/export`, a directory with `bind`.'),
  fstype: text()
    .pipe(z.string().regex(/^[\w.,-]+$/, 'must be the type of a file system: ext4, nfs, tmpfs, none'))
    .optional()
    .describe('Type of the file system: ext4, nfs, tmpfs; none for bind mounts.'),
  opts: text().default('defaults').describe('Mount options, as in fstab(5).'),
  dump: integer().pipe(z.int().min(0).max(9)).default(0).describe('Fifth field of fstab.'),
  passno: integer()
    .pipe(z.int().min(0).max(9))
    .default(0)
    .describe('Sixth field of fstab: order of file system checks at boot.'),
  state: z
    .enum(['mounted', 'present', 'unmounted', 'absent', 'remounted', 'ephemeral'])
    .describe(
      '`mounted`: mounted now and at boot; `present`: only in fstab; `unmounted`: unmounted, fstab unchanged; `absent`: unmounted and removed from fstab; `ephemeral`: mounted now, fstab unchanged; `remounted`: remounted with its options on every run.',
    ),
  fstab: path().default('/etc/fstab').describe('File of the mounts at boot.'),
});

export type MountParams = z.output<typeof shape>;

export const mountParams = shape
  .refine(
    (p) => !['mounted', 'present', 'ephemeral'].includes(p.state) || (p.src !== undefined && p.fstype !== undefined),
    {
      path: ['src'],
      message: 'and fstype are needed with this state',
    },
  )
  .refine((p) => !/\s/.test(p.opts), { path: ['opts'], message: 'must be one word, options separated by commas' });
