import { directoryOf, LIKE, nameOf, renderBeside } from '../../module-api/beside.ts';
import type { WriteStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { BatchTask } from './batch-task.ts';
import { ownershipOf } from '../ownership/file-owner.ts';
import { printBytes } from './print-bytes.ts';

/** Fewer than this gain nothing. */
const LEAST = 3;
/** What fits on a command line many times over; and content that may well be sent twice, for the case that it fails. */
const MOST = 500;
const MOST_BYTES = 256 * 1024;

/** Tasks in a row of which each only writes one file, all of them to one directory; and the tasks that are on their own. */
export type TaskRun =
  | { readonly kind: 'task'; readonly index: number }
  | { readonly kind: 'writes'; readonly first: number; readonly steps: readonly PlainWrite[] };

/** A write that needs nothing run for it alone: its content is at hand, nothing validates it, and nobody else writes it. */
export type PlainWrite = WriteStep & { readonly content: { readonly kind: 'bytes'; readonly bytes: Buffer } };

/** Cuts a batch's tasks into such runs, in order. */
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
 * Shell that writes all the files of a group, or fails: one process gives each mode, one each owner, and one renames them all.
 * They are made in a directory of their own beside where they go, so that no half a file is ever seen there.
 */
export function renderWriteGroup(steps: readonly PlainWrite[]): string {
  const made = ({ path }: WriteStep): string => quote(`./${nameOf(path)}`);
  return renderBeside(steps[0]?.path ?? '', [
    // mv would go on to the next
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
    // after the owner, whose change takes setuid away
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
