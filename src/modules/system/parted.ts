import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import type { Partition, PartitionTable } from './parted-print.ts';
import { parsePartitions } from './parted-print.ts';

const UNITS = ['s', 'B', 'KB', 'KiB', 'MB', 'MiB', 'GB', 'GiB', 'TB', 'TiB', '%'] as const;
const size = () =>
  text().pipe(z.string().regex(/^-?[\d.]+\s*(s|B|[KMGT]i?B|%)?$/, 'must be a number with a unit: 512MiB, 100%'));

const params = z
  .strictObject({
    device: path().describe('The disk.'),
    number: integer().pipe(z.int().min(1)).optional().describe('Number of the partition.'),
    state: z.enum(['present', 'absent', 'info']).default('info').describe('info only reads the partitions.'),
    label: z
      .enum(['aix', 'amiga', 'bsd', 'dvh', 'gpt', 'loop', 'mac', 'msdos', 'pc98', 'sun'])
      .default('msdos')
      .describe('Type of the partition table for a disk without one. A table of another type is kept.'),
    part_type: z
      .enum(['primary', 'extended', 'logical'])
      .default('primary')
      .describe('Type of the partition, in an msdos or dvh table.'),
    part_start: size().default('0%').describe('Start of the partition.'),
    part_end: size().default('100%').describe('End of the partition.'),
    fs_type: text()
      .optional()
      .describe('File system type that is recorded for the partition; no file system is created.'),
    name: text().optional().describe('Name of the partition, in a gpt, mac or pc98 table.'),
    flags: textList().optional().describe('Flags of the partition: [boot, esp]; other flags are removed.'),
    align: z
      .enum(['cylinder', 'minimal', 'none', 'optimal', 'undefined'])
      .default('optimal')
      .describe('Alignment of the partition.'),
    unit: z.enum(UNITS).default('KiB').describe('Unit of the registered sizes.'),
    resize: bool().default(false).describe('Resize an existing partition to part_end.'),
  })
  .refine((p) => p.state === 'info' || p.number !== undefined, { path: ['number'], message: 'is needed' });

type Params = z.output<typeof params>;

/** Manages the partitions of a disk. */
export const parted = defineProbed({
  name: 'parted',
  summary: 'Creates, changes, removes and reads partitions.',
  params,
  notTaken: {
    'unit=cyl': 'Disks have no cylinders any more: use s.',
    'unit=chs': 'Disks have no cylinders any more: use s.',
    'unit=compact': 'A unit that depends on the size cannot be compared: use MiB.',
  },
  examples: [
    '- parted:\n    device: /dev/sdb\n    number: 1\n    label: gpt\n    part_end: 10GiB\n    state: present\n',
    '- parted:\n    device: /dev/sdb\n  register: disk\n',
  ],
  returns: { partition_info: 'The disk, and its partitions with num, begin, end, size, fstype, name and flags.' },
  probe,
  reads: (p) => [`file:${p.device}`, 'package:parted'],
  plan,
  writes: (p) => ({ keys: [`file:${p.device}`], unlistedEffects: 'creates' }),
  result: (p, { stdout }) => ({ partition_info: describe(p, parsePartitions(stdout)) }),
});

function probe(p: Params): string {
  return [
    `[ -b ${quoteAll([p.device])} ] || [ -f ${quoteAll([p.device])} ] || exit 2`,
    'command -v parted >/dev/null || exit 127',
    // for a disk without a partition table, parted exits with an error but still prints the disk
    `parted --script --machine -- ${quoteAll([p.device, 'unit', p.unit, 'print'])} 2>/dev/null || :`,
  ].join('\n');
}

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 2) throw new ModuleFailure(`${p.device} is not a device on the host`);
  if (exitStatus === 127) throw new ModuleFailure('parted is not installed on the host', 'Install the package parted.');
  if (p.state === 'info') return CONVERGED;
  const table = parsePartitions(stdout);
  const found = table.partitions.find(({ num }) => num === p.number);
  const todo = p.state === 'absent' ? remove(p, found) : make(p, table, found);
  if (todo.changes.length === 0) return CONVERGED;
  const words = ['parted', '--script', '--align', p.align, '--', p.device, ...todo.words];
  const settled = 'command -v udevadm >/dev/null && udevadm settle --timeout=10 || :';
  return {
    changes: todo.changes,
    steps: [{ kind: 'run', script: `${ownWay(p.device)} &&\n${quoteAll(words)} &&\n{ ${settled}; }` }],
    after: new Unknown(`the partitions of ${p.device}`),
  };
}

interface Todo {
  readonly changes: readonly Change[];
  readonly words: readonly string[];
}

const remove = ({ number = 0 }: Params, found: Partition | undefined): Todo =>
  found
    ? {
        changes: [{ attribute: `partition ${number}`, before: found.size, after: null }],
        words: ['rm', String(number)],
      }
    : { changes: [], words: [] };

function make(p: Params, table: PartitionTable, found: Partition | undefined): Todo {
  const all = [
    labelTodo(p, table),
    found ? resizeTodo(p, found) : newTodo(p, table),
    nameTodo(p, found),
    ...flagTodos(p, found),
  ];
  return { changes: all.flatMap(({ changes }) => changes), words: all.flatMap(({ words }) => words) };
}

const NOTHING: Todo = { changes: [], words: [] };

const labelTodo = ({ label }: Params, table: PartitionTable): Todo =>
  table.label === undefined
    ? { changes: [{ attribute: 'label', before: null, after: label }], words: ['mklabel', label] }
    : NOTHING;

function newTodo(p: Params, table: PartitionTable): Todo {
  const label = table.label ?? p.label;
  // gpt partitions have a name instead of a type
  const kind = ['msdos', 'dvh'].includes(label) ? p.part_type : (p.name ?? p.part_type);
  const words = ['mkpart', kind, ...(p.fs_type === undefined ? [] : [p.fs_type]), p.part_start, p.part_end];
  const after = `${p.part_start} to ${p.part_end}`;
  return { changes: [{ attribute: `partition ${p.number ?? 0}`, before: null, after }], words };
}

function resizeTodo(p: Params, found: Partition): Todo {
  if (!p.resize || isSameEnd(p, found)) return NOTHING;
  return {
    changes: [{ attribute: `end of partition ${found.num}`, before: found.end, after: p.part_end }],
    words: ['resizepart', String(found.num), p.part_end],
  };
}

/** Only ends in the same unit can be compared; rounding errors are smaller than one unit. */
function isSameEnd(p: Params, { end }: Partition): boolean {
  const [wanted = '', unit = ''] = /^([\d.]+)\s*(\D*)$/.exec(p.part_end)?.slice(1) ?? [];
  if (unit.toLowerCase() !== p.unit.toLowerCase())
    throw new ModuleFailure(
      `resize compares part_end with the current end of the partition`,
      `Give part_end in the unit ${p.unit}, or another unit.`,
    );
  return Math.abs(Number(wanted) - Number.parseFloat(end)) < 1;
}

const nameTodo = ({ name, number = 0 }: Params, found: Partition | undefined): Todo =>
  name === undefined || found?.name === name
    ? NOTHING
    : {
        changes: [{ attribute: 'name', before: found?.name ?? null, after: name }],
        words: ['name', String(number), name],
      };

function flagTodos({ flags, number = 0 }: Params, found: Partition | undefined): Todo[] {
  if (flags === undefined) return [];
  const set = (flag: string, isOn: boolean): Todo => ({
    changes: [{ attribute: `flag ${flag}`, before: !isOn, after: isOn }],
    words: ['set', String(number), flag, isOn ? 'on' : 'off'],
  });
  const before = found?.flags ?? [];
  return [
    ...flags.filter((flag) => !before.includes(flag)).map((flag) => set(flag, true)),
    ...before.filter((flag) => !flags.includes(flag)).map((flag) => set(flag, false)),
  ];
}

function describe({ device, unit }: Params, { label, size: whole, partitions }: PartitionTable): unknown {
  const sized = ({ begin, end, size: length, ...rest }: Partition) => ({
    ...rest,
    begin: Number.parseFloat(begin),
    end: Number.parseFloat(end),
    size: Number.parseFloat(length),
    unit: unit.toLowerCase(),
  });
  const disk = { dev: device, size: Number.parseFloat(whole), unit: unit.toLowerCase(), table: label ?? 'unknown' };
  return { disk, partitions: partitions.map(sized) };
}
