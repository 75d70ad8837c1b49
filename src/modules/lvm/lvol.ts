import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import { splitWords } from '../command/split-words.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { FIND_LVM, listing, refuseWithoutLvm, sectionsOf } from './lvm-listing.ts';
import type { GroupSize } from './lvol-size.ts';
import { SIZE, sizeWords, wantedExtents } from './lvol-size.ts';

const name = () => text().pipe(z.string().regex(/^[\w+.][\w+.-]*$/, 'must be letters, digits and + _ . -'));

const params = z
  .strictObject({
    vg: name().describe('The volume group.'),
    lv: name().optional().describe('The logical volume.'),
    thinpool: name().optional().describe('The thin pool: with lv the one that the volume is in, else the pool itself.'),
    snapshot: name().optional().describe('A snapshot of lv, which is then what is meant.'),
    size: text()
      .pipe(
        z
          .string()
          .regex(SIZE, 'must be a number with a unit, such as 10g, or a part, such as 80%VG, 100%FREE or +100%FREE'),
      )
      .optional()
      .describe('Its size, in MiB without a unit. 100%FREE: all that is free, also later.'),
    opts: text().default('').describe('More options of lvcreate.'),
    pvs: z
      .preprocess(
        (given) => (typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given),
        z.array(path()),
      )
      .default([])
      .describe('The devices that it is made on.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether there is such a volume.'),
    active: bool().default(true).describe('Whether it is active.'),
    shrink: bool().default(true).describe('Whether a volume that is larger is reduced, which needs force.'),
    resizefs: bool().default(false).describe('Change the size of the file system too.'),
    force: bool().default(false).describe('Reduce or remove a volume, with what is on it.'),
  })
  .refine((p) => (p.lv ?? p.thinpool) !== undefined, { path: ['lv'], message: 'is needed' })
  .refine((p) => p.snapshot === undefined || p.lv !== undefined, { path: ['lv'], message: 'is needed' });

type Params = z.output<typeof params>;

/** Manages LVM logical volumes. */
export const lvol = defineProbed({
  name: 'lvol',
  summary: 'Makes, resizes, activates and removes logical volumes of LVM.',
  params,
  examples: [
    '- lvol:\n    vg: data\n    lv: www\n    size: 10g\n    resizefs: yes\n',
    '- lvol:\n    vg: data\n    lv: rest\n    size: 100%FREE\n',
  ],
  returns: { vg: 'The volume group.', lv: 'The volume.' },
  probe,
  reads: () => ['lvm:', 'package:lvm2'],
  plan,
  writes: () => ({ keys: ['lvm:'], unlistedEffects: 'creates' }),
  result: (p) => ({ vg: p.vg, lv: nameOf(p) }),
});

const nameOf = (p: Params): string => p.snapshot ?? p.lv ?? p.thinpool ?? '';

function probe({ vg }: Params): string {
  return [
    FIND_LVM,
    `${listing('vgs', ['vg_extent_size', 'vg_extent_count', 'vg_free_count'], [vg])} 2>/dev/null || exit 2`,
    "printf '%s\\n' ---",
    listing('lvs', ['lv_name', 'lv_size', 'lv_active'], [vg]),
  ].join('\n');
}

interface Volume {
  readonly bytes: number;
  readonly isActive: boolean;
}

function plan(p: Params, answer: ShellAnswer): ProbedPlan {
  refuseWithoutLvm(answer);
  if (answer.exitStatus === 2) {
    if (p.state === 'absent') return CONVERGED;
    throw new ModuleFailure(`there is no volume group ${p.vg} on the host`, 'Create it first, with lvg.');
  }
  const [[group = []] = [], volumes = []] = sectionsOf(answer.stdout);
  const [extentBytes = 0, count = 0, free = 0] = group.map(Number);
  const line = volumes.find(([each]) => each === nameOf(p));
  const found = line && { bytes: Number(line[1]), isActive: line[2] === 'active' };
  const todo = todoOf(p, found, { extentBytes, count, free });
  if (todo.changes.length === 0) return CONVERGED;
  return {
    changes: todo.changes,
    steps: [{ kind: 'run', script: todo.commands.map(quoteAll).join(' &&\n'), timeoutSeconds: 600 }],
    after: new Unknown(`the volume ${p.vg}/${nameOf(p)}`),
  };
}

interface Todo {
  readonly changes: readonly Change[];
  readonly commands: readonly (readonly string[])[];
}

function todoOf(p: Params, found: Volume | undefined, group: GroupSize): Todo {
  const whole = `${p.vg}/${nameOf(p)}`;
  if (p.state === 'absent') return removal(p, found, whole);
  if (!found) return creation(p);
  const resize = resizing(p, found, { group, whole });
  const isSwitched = found.isActive !== p.active;
  return {
    changes: [
      ...resize.changes,
      ...(isSwitched ? [{ attribute: 'active', before: found.isActive, after: p.active }] : []),
    ],
    commands: [
      ...resize.commands,
      ...(isSwitched ? [['lvchange', '--activate', p.active ? 'y' : 'n', '--', whole]] : []),
    ],
  };
}

function removal({ force }: Params, found: Volume | undefined, whole: string): Todo {
  if (!found) return { changes: [], commands: [] };
  if (!force)
    throw new ModuleFailure(`${whole} is not removed without force`, 'force: yes removes it and all its data.');
  return {
    changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
    commands: [['lvremove', '--force', '--', whole]],
  };
}

function creation(p: Params): Todo {
  if (p.size === undefined && p.snapshot === undefined)
    throw new ModuleFailure(`${p.vg}/${nameOf(p)} does not exist`, 'Set size to create it.');
  const isThin = p.thinpool !== undefined;
  const kind =
    p.snapshot !== undefined
      ? ['--snapshot', '--name', p.snapshot]
      : p.lv === undefined
        ? ['--type', 'thin-pool', '--name', p.thinpool ?? '']
        : ['--name', p.lv, ...(isThin ? ['--thinpool', p.thinpool ?? ''] : [])];
  const words = [
    ...(p.size === undefined ? [] : sizeWords(p.size, isThin && p.lv !== undefined)),
    ...splitWords(p.opts),
    ...(p.active ? [] : ['--activate', 'n']),
  ];
  const origin = p.snapshot === undefined ? p.vg : `${p.vg}/${p.lv ?? ''}`;
  return {
    changes: [{ attribute: 'state', before: 'absent', after: 'present' }],
    commands: [['lvcreate', '--yes', ...kind, ...words, '--', origin, ...p.pvs]],
  };
}

function resizing(p: Params, { bytes }: Volume, { group, whole }: { group: GroupSize; whole: string }): Todo {
  const current = Math.round(bytes / group.extentBytes);
  const wanted = p.size === undefined || p.snapshot !== undefined ? undefined : wantedExtents(p.size, current, group);
  if (wanted === undefined || wanted === current || (wanted < current && !p.shrink))
    return { changes: [], commands: [] };
  if (wanted < current && !p.force)
    throw new ModuleFailure(
      `${whole} is larger than ${p.size ?? ''}`,
      'force: yes reduces it, which may destroy data; shrink: no keeps its size.',
    );
  const words = ['--extents', String(wanted), ...(p.resizefs ? ['--resizefs'] : [])];
  const program = wanted > current ? ['lvextend'] : ['lvreduce', '--force'];
  return {
    changes: [{ attribute: 'size', before: bytes, after: wanted * group.extentBytes }],
    commands: [[...program, ...words, '--', whole, ...(wanted > current ? p.pvs : [])]],
  };
}
