import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import { splitWords } from '../command/split-words.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { FIND_LVM, listing, refuseWithoutLvm, sectionsOf } from './lvm-listing.ts';

const params = z
  .strictObject({
    vg: text()
      .pipe(z.string().regex(/^[\w+.][\w+.-]*$/, 'must be letters, digits and + _ . -'))
      .describe('The volume group.'),
    pvs: z
      .preprocess(
        (given) => (typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given),
        z.array(path()),
      )
      .default([])
      .describe('Its devices. Left out for state: present only where nothing is to be made.'),
    pesize: text()
      .pipe(z.string().regex(/^\d+[sSbBkKmMgG]?$/, 'must be a number with a unit: 4M'))
      .default('4')
      .describe('Size of an extent, in MiB without a unit. One that is there keeps its own.'),
    pv_options: text().default('').describe('More options of pvcreate.'),
    vg_options: text().default('').describe('More options of vgcreate.'),
    pvresize: bool().default(false).describe('Grow the physical volumes to the size of their devices.'),
    remove_extra_pvs: bool().default(true).describe('Take out devices that pvs does not name.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether there is such a group.'),
    force: bool().default(false).describe('Remove a group that has volumes, with all that is on them.'),
  })
  .refine((p) => p.state === 'absent' || p.pvs.length > 0, { path: ['pvs'], message: 'is needed' });

type Params = z.output<typeof params>;

/** Manages LVM volume groups. */
export const lvg = defineProbed({
  name: 'lvg',
  summary: 'Makes, extends, reduces and removes volume groups of LVM.',
  params,
  notTaken: {
    reset_vg_uuid: 'Run vgchange --uuid in a command.',
    reset_pv_uuid: 'Run pvchange --uuid in a command.',
    'state=active': 'Run vgchange --activate y in a command.',
    'state=inactive': 'Run vgchange --activate n in a command.',
  },
  examples: ['- lvg:\n    vg: data\n    pvs: [/dev/sdb1, /dev/sdc1]\n', '- lvg:\n    vg: old\n    state: absent\n'],
  returns: { vg: 'The group.' },
  probe,
  reads: (p) => ['lvm:', 'package:lvm2', ...p.pvs.map((pv) => `file:${pv}` as const)],
  plan,
  writes: () => ({ keys: ['lvm:'] }),
  result: ({ vg }) => ({ vg }),
});

/** Prints the group, the physical volumes of this and other groups, and the requested devices, all with resolved paths. */
function probe({ vg, pvs }: Params): string {
  const real = 'while IFS=";" read -r d rest; do printf "%s;%s\\n" "$(readlink -f -- "$d")" "$rest"; done';
  return [
    FIND_LVM,
    `${listing('vgs', ['vg_name', 'lv_count', 'vg_extent_size'], [vg])} 2>/dev/null || :`,
    "printf '%s\\n' ---",
    `${listing('pvs', ['pv_name', 'vg_name', 'pv_size', 'dev_size', 'pe_start'], [])} | sed 's/^ *//' | ${real}`,
    "printf '%s\\n' ---",
    ...pvs.map((pv) => `[ -b ${quote(pv)} ] || exit 2; readlink -f -- ${quote(pv)}`),
  ].join('\n');
}

interface Volume {
  readonly name: string;
  readonly group: string;
  readonly size: number;
  readonly whole: number;
}

interface Found {
  readonly group: { readonly volumes: number; readonly extent: number } | undefined;
  readonly volumes: readonly Volume[];
  /** The requested physical volumes, with resolved paths. */
  readonly wanted: readonly string[];
}

function read(p: Params, answer: ShellAnswer): Found {
  refuseWithoutLvm(answer);
  if (answer.exitStatus === 2) throw new ModuleFailure(`a device of ${p.pvs.join(', ')} does not exist on the host`);
  const [groups = [], volumes = [], wanted = []] = sectionsOf(answer.stdout);
  const [, count = '0', extent = '0'] = groups[0] ?? [];
  return {
    group: groups.length === 0 ? undefined : { volumes: Number(count), extent: Number(extent) },
    volumes: volumes.map(([name = '', group = '', size, whole, start]) => ({
      name,
      group,
      size: Number(size),
      whole: Number(whole) - Number(start),
    })),
    wanted: wanted.flat(),
  };
}

function plan(p: Params, answer: ShellAnswer): ProbedPlan {
  const found = read(p, answer);
  const todo = p.state === 'absent' ? remove(p, found) : bring(p, found);
  if (todo.changes.length === 0) return CONVERGED;
  return {
    changes: todo.changes,
    steps: [
      {
        kind: 'run',
        script: [...p.pvs.map(ownWay), ...todo.commands.map(quoteAll)].join(' &&\n'),
        timeoutSeconds: 600,
      },
    ],
    after: new Unknown(`the volume group ${p.vg}`),
  };
}

interface Todo {
  readonly changes: readonly Change[];
  readonly commands: readonly (readonly string[])[];
}

function remove({ vg, force }: Params, { group }: Found): Todo {
  if (!group) return { changes: [], commands: [] };
  if (group.volumes > 0 && !force)
    throw new ModuleFailure(`the volume group ${vg} has volumes`, 'force: yes removes it and all data on the volumes.');
  return {
    changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
    commands: [['vgremove', '--force', '--', vg]],
  };
}

function bring(p: Params, { group, volumes, wanted }: Found): Todo {
  const own = volumes.filter((each) => each.group === p.vg).map(({ name }) => name);
  const taken = volumes.find((each) => wanted.includes(each.name) && each.group !== '' && each.group !== p.vg);
  if (taken) throw new ModuleFailure(`${taken.name} belongs to the volume group ${taken.group}`);
  const added = wanted.filter((name) => !own.includes(name));
  const extra = p.remove_extra_pvs ? own.filter((name) => !wanted.includes(name)) : [];
  const made = added.filter((name) => !volumes.some((each) => each.name === name));
  const grown = volumes.filter(
    (each) => p.pvresize && own.includes(each.name) && wanted.includes(each.name) && isShort(each, group),
  );
  const size = /\d$/.test(p.pesize) ? `${p.pesize}m` : p.pesize;
  const creation = ['vgcreate', ...splitWords(p.vg_options), '--physicalextentsize', size, '--', p.vg, ...wanted];
  return {
    changes: [
      ...(group ? [] : [{ attribute: 'state', before: 'absent', after: 'present' }]),
      ...(added.length > 0 || extra.length > 0
        ? [{ attribute: 'pvs', before: group ? own : null, after: after(own, added, extra) }]
        : []),
      ...grown.map(({ name, size: before, whole }) => ({
        attribute: `size of ${name}`,
        before,
        after: whole - (whole % (group?.extent ?? 1)),
      })),
    ],
    commands: [
      ...made.map((name) => ['pvcreate', ...splitWords(p.pv_options), '--', name]),
      ...(group ? [] : [creation]),
      ...(group && added.length > 0 ? [['vgextend', '--', p.vg, ...added]] : []),
      ...(extra.length > 0 ? [['vgreduce', '--', p.vg, ...extra]] : []),
      ...grown.map(({ name }) => ['pvresize', '--', name]),
    ],
  };
}

const after = (own: readonly string[], added: readonly string[], extra: readonly string[]): string[] => [
  ...own.filter((name) => !extra.includes(name)),
  ...added,
];

/** A difference below one extent leaves nothing to grow. */
const isShort = ({ size, whole }: Volume, group: Found['group']): boolean =>
  whole - size >= (group?.extent ?? Infinity);
