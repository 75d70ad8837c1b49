import * as z from 'zod';
import { ownWay } from '../../module-api/at-place.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { splitWords } from '../command/split-words.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const TYPES = ['btrfs', 'ext2', 'ext3', 'ext4', 'f2fs', 'lvm', 'swap', 'vfat', 'xfs'] as const;

const params = z
  .strictObject({
    dev: path().describe('The device, or a file.'),
    fstype: z.enum(TYPES).optional().describe('Type of the file system; lvm means a physical volume.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the file system exists.'),
    force: bool().default(false).describe('Overwrite a file system of another type.'),
    opts: text().default('').describe('Additional options of mkfs.'),
    resizefs: bool()
      .default(false)
      .describe('Grow the file system to the size of the device. Supported: ext2 to ext4, and mounted xfs.'),
  })
  .refine((p) => p.state === 'absent' || p.fstype !== undefined, { path: ['fstype'], message: 'is needed' });

type Params = z.output<typeof params>;

/** Creates, resizes and removes file systems on block devices. */
export const filesystem = defineProbed({
  name: 'filesystem',
  summary: 'Creates, grows and wipes file systems.',
  params,
  aliases: { device: 'dev', type: 'fstype' },
  notTaken: { uuid: 'Run tune2fs -U in a command.' },
  examples: ['- filesystem:\n    dev: /dev/vg0/data\n    fstype: ext4\n'],
  returns: { dev: 'The device.' },
  probe,
  reads: (p) => [`file:${p.dev}`, 'lvm:'],
  plan,
  writes: (p) => ({ keys: [`file:${p.dev}`] }),
  result: ({ dev }) => ({ dev }),
});

/** Prints the type of the file system and, for ext, the sizes of the file system and of the device in bytes. */
function probe({ dev, resizefs }: Params): string {
  const at = quote(dev);
  const size = `blockdev --getsize64 ${at} 2>/dev/null || stat -Lc %s -- ${at}`;
  return [
    `[ -b ${at} ] || [ -f ${at} ] || exit 2`,
    'command -v blkid >/dev/null || exit 127',
    `blkid -p -c /dev/null -o value -s TYPE -- ${at} || echo`,
    ...(resizefs
      ? [
          `dumpe2fs -h ${at} 2>/dev/null | awk -F: '/^Block count/ { n = $2 } /^Block size/ { s = $2 } END { if (n) printf "%.0f\\n", n * s; else print "-" }'`,
          size,
        ]
      : []),
  ].join('\n');
}

const KIND: Readonly<Record<string, string>> = { LVM2_member: 'lvm' };

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 2) throw new ModuleFailure(`${p.dev} is not a device on the host`);
  if (exitStatus === 127)
    throw new ModuleFailure('blkid is not installed on the host', 'Install the package util-linux.');
  const [listed = '', used = '', whole = ''] = stdout.split('\n');
  const before = KIND[listed] ?? listed;
  if (p.state === 'absent')
    return before === '' ? CONVERGED : change(p, before, null, `wipefs --all -q -- ${quote(p.dev)}`, '\n');
  if (before === p.fstype) return grow(p, { stdout, used: Number(used), whole: Number(whole) });
  if (before !== '' && !p.force)
    throw new ModuleFailure(
      `${p.dev} has a file system of the type ${before}`,
      'force: yes overwrites it and all its data.',
    );
  const after = `${p.fstype === 'lvm' ? 'LVM2_member' : (p.fstype ?? '')}\n${p.resizefs ? `${whole}\n${whole}\n` : ''}`;
  return change(p, before || null, p.fstype ?? null, make(p), after);
}

function make({ dev, fstype: kind, force, opts }: Params): string {
  const fstype: string = kind ?? '';
  const words = splitWords(opts);
  // mkfs of ext asks for confirmation if the target is a regular file
  const forced = fstype.startsWith('ext') ? ['-F'] : force && fstype !== 'vfat' ? ['-f'] : [];
  if (fstype === 'lvm') return `pvcreate ${quoteAll([...(force ? ['-f', '-y'] : []), ...words, dev])}`;
  if (fstype === 'swap') return `mkswap ${quoteAll([...(force ? ['-f'] : []), ...words, dev])}`;
  return `mkfs.${fstype} ${quoteAll([...forced, ...words, dev])}`;
}

interface Sizes {
  readonly stdout: string;
  readonly used: number;
  readonly whole: number;
}

/** The size of a file system is a multiple of its block size, so a difference below one block leaves nothing to grow. */
function grow(p: Params, { used, whole }: Sizes): ProbedPlan {
  if (!p.resizefs || p.fstype?.startsWith('ext') !== true || !(whole - used >= 4096)) return CONVERGED;
  const size = whole - (whole % 4096);
  return {
    changes: [{ attribute: 'size', before: used, after: size }],
    steps: [
      {
        kind: 'run',
        script: `e2fsck -fp ${quote(p.dev)} >/dev/null 2>&1 || [ $? -le 2 ] || mountpoint -qd ${quote(p.dev)} || :\nresize2fs ${quote(p.dev)}`,
      },
    ],
    after: `${p.fstype}\n${size}\n${whole}\n`,
  };
}

const change = (p: Params, before: string | null, after: string | null, script: string, told: string): ProbedPlan => ({
  changes: [{ attribute: 'fstype', before, after }],
  steps: [{ kind: 'run', script: `${ownWay(p.dev)} &&\n${script}`, timeoutSeconds: 600 }],
  after: told,
});
