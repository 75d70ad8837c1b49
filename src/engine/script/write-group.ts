import { directoryOf, LIKE, nameOf, renderBeside } from '../../module-api/beside.ts';
import type { WriteStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { BatchTask } from './batch-task.ts';
import { ownershipOf } from '../ownership/file-owner.ts';
import { printBytes } from './print-bytes.ts';

/** A group of fewer files saves nothing. */
const LEAST = 3;
/** A number of paths that fits on a command line, and of contents that may be sent twice if the group fails. */
const MOST = 500;
const MOST_BYTES = 256 * 1024;

/** Consecutive tasks that each write one file in the same directory; or a task on its own. */
export type TaskRun =
  | { readonly kind: 'task'; readonly index: number }
  | { readonly kind: 'writes'; readonly first: number; readonly steps: readonly PlainWrite[] };

/** A write that needs no separate command: the content is in the script, is not validated, and no other user writes it. */
export type PlainWrite = WriteStep & { readonly content: { readonly kind: 'bytes'; readonly bytes: Buffer } };

/** Splits a batch's tasks into such runs, in order. */
export function findWriteGroups(tasks: readonly BatchTask[]): TaskRun[] {
  const runs: TaskRun[] = [];
  for (let first = 0; first < tasks.length;) {
    const steps = takeGroup(tasks, first);
    if (steps.length >= LEAST) {
      runs.push({ kind: 'writes', first, steps });
      first += steps.length;
    } else {
      runs.push({ kind: 'task', index: first });
      first++;
    }
  }
  return runs;
}

/**
 * Shell code that writes all files of a group or fails, with one chmod per mode, one chown per owner, and one rename for all. The files
 * are created in a temporary directory next to their destination, so that no partial file is ever visible.
 */
export function renderWriteGroup(steps: readonly PlainWrite[]): string {
  const made = ({ path }: WriteStep): string => quote(`./${nameOf(path)}`);
  return renderBeside(steps[0]?.path ?? '', [
    // mv would move the file into such a directory
    ...steps.map(({ path }) => `[ ! -d ${there(path)} ]`),
    'set --',
    ...steps.map(
      ({ path }) => `if [ -f ${there(path)} ] && [ ! -L ${there(path)} ]; then set -- "$@" ${there(path)}; fi`,
    ),
    `[ $# -eq 0 ] || ${LIKE} -t . -- "$@"`,
    ...steps.flatMap((step) => [
      `umask ${step.mode === undefined ? '022' : '077'}`,
      `${printBytes(step.content.bytes)} > ${made(step)}`,
    ]),
    ...byValue(steps, ownershipOf).map(([owner, own]) => `chown ${quote(owner)} -- ${own.map(made).join(' ')}`),
    // after chown, which clears setuid
    ...byValue(steps, ({ mode }) => mode).map(([mode, own]) => `chmod ${quote(mode)} -- ${own.map(made).join(' ')}`),
    `mv -f -t .. -- ${steps.map(made).join(' ')}`,
  ]);
}

const there = (path: string): string => quote(`../${nameOf(path)}`);

function takeGroup(tasks: readonly BatchTask[], first: number): PlainWrite[] {
  const steps: PlainWrite[] = [];
  const paths = new Set<string>();
  let bytes = 0;
  for (const task of tasks.slice(first, first + MOST)) {
    const [step] = task.steps;
    if (task.steps.length !== 1 || step?.kind !== 'write' || !isPlain(step, task)) break;
    bytes += step.content.bytes.length;
    if (bytes > MOST_BYTES || paths.has(step.path)) break;
    if (directoryOf(step.path) !== directoryOf(steps[0]?.path ?? step.path)) break;
    paths.add(step.path);
    steps.push(step);
  }
  return steps;
}

const isPlain = (step: WriteStep, { setting, settles }: BatchTask): step is PlainWrite =>
  step.content.kind === 'bytes' &&
  setting.as === undefined &&
  settles.length === 0 &&
  step.validate === undefined &&
  step.backup !== true &&
  (step.mode === undefined || /^\d+$/.test(step.mode));

function byValue<T>(items: readonly T[], valueOf: (item: T) => string | undefined): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const value = valueOf(item);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), item]);
  }
  return [...groups];
}
