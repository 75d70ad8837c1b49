import type { Step } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import diskRoom from './disk-room.sh';
import type { BatchTask } from './batch-task.ts';
import type { StepSetting } from './render-step.ts';
import { renderStep } from './render-step.ts';
import type { PlainWrite } from './write-group.ts';
import { directoryOf } from '../../module-api/beside.ts';
import { findWriteGroups, renderWriteGroup } from './write-group.ts';

export interface BatchPlan {
  readonly tasks: readonly BatchTask[];
  /** Shell code that runs before the first task, such as the writing of a manifest. */
  readonly prologue: readonly string[];
  /** A read-only script whose output follows the tasks' output, whether they succeeded or not. */
  readonly observation: string;
  /** Directory of the host's handler records. */
  readonly pendingDirectory: string;
  readonly boundary: string;
  readonly uploaded: (localPath: string) => string;
}

/**
 * The script of a batch. Each step's output is enclosed in marks on stdout and on stderr; the first step that fails, or a stop mark,
 * ends the tasks but not the observation. Times are the host's uptime, since reading it starts no process.
 */
export function renderBatch(plan: BatchPlan): string {
  const written = plan.tasks.flatMap((task) =>
    task.steps.flatMap((step) => (step.kind === 'write' ? [step.path] : [])),
  );
  return [
    'export LC_ALL=C.UTF-8; umask 022; cd /',
    `B=${plan.boundary}`,
    // the time of a mark is $t, or now if $t is empty
    't=',
    `mark() { u=$t; [ -n "$u" ] || read -r u _ </proc/uptime; printf '\\n%s %s %s\\n' "$B" "$u" "$*"; printf '\\n%s %s\\n' "$B" "$1 $2 $3" >&2; }`,
    `room() { mark room - -; ${DISK_ROOM}\n}`,
    // nothing is started that can't be recorded: a failure of the task, or of the batch without tasks
    `unable() { mark begin "$1" 0; printf '%s\\n' "$e" >&2; mark end "$1" 0 1; mark failed "$1" 0; room; }`,
    'tasks() {',
    ...renderPrologue(plan),
    ...findWriteGroups(plan.tasks).flatMap((run) =>
      run.kind === 'task' ? renderTask(run.index, plan) : renderGroup(run.first, run.steps, plan),
    ),
    ...renderSync([...new Set(written)]),
    '}',
    'tasks',
    'mark observe - -',
    plan.observation,
  ].join('\n');
}

/** Prints the free space on the host's disks for `parseDiskRoom`. */
const DISK_ROOM = programText(diskRoom);

/** For more files than this, a sync of all file systems is faster than a sync of each file. */
const MOST_ALONE = 200;

function renderSync(paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const words =
    paths.length <= MOST_ALONE
      ? ['--', ...paths.map(quote)]
      : ['-f', '--', ...[...new Set(paths.map(directoryOf))].map(quote)];
  return [`sync ${words.join(' ')} 2>/dev/null || :`];
}

/** Writes all files together or, if that fails, one by one to find the one that fails. The duration counts for the first task. */
function renderGroup(first: number, steps: readonly PlainWrite[], plan: BatchPlan): string[] {
  const indices = steps.map((_, i) => first + i);
  const pending = indices.flatMap((i) => plan.tasks[i]?.pending ?? []);
  const group = renderWriteGroup(steps);
  return [
    stopCheck(first),
    ...renderRecords(renderPending([...new Set(pending)], plan), `unable ${first}`),
    'read -r t _ </proc/uptime',
    // on a separate line, since sh ignores `set -e` in a condition
    `${group} </dev/null >/dev/null 2>&1`,
    'if [ $? -eq 0 ]; then',
    ...indices.map((i) => `mark begin ${i} 0; t=; mark end ${i} 0 0; mark done ${i} -`),
    'else',
    't=',
    ...indices.flatMap((i) => renderTask(i, plan)),
    'fi',
  ];
}

const stopCheck = (i: number): string =>
  `[ ! -e "\${PROVISION_STOP:-/dev/null/none}" ] || { mark stopped ${i} -; return; }`;

const recordPath = (name: string, plan: BatchPlan): string => quote(`${plan.pendingDirectory}/${name}`);

const renderPending = (names: readonly string[], plan: BatchPlan): string[] =>
  names.length === 0
    ? []
    : [
        `mkdir -p -m 700 ${quote(plan.pendingDirectory)}`,
        // the failed redirection of a special builtin such as `:` would end sh
        ...names.map((name) => `printf '' > ${recordPath(name, plan)}`),
      ];

/** Commands that must succeed before anything may be changed. */
const renderRecords = (commands: readonly string[], otherwise: string): string[] =>
  commands.length === 0 ? [] : [`e=$( { ${commands.join(' &&\n')}; } 2>&1 ) || { ${otherwise}; return 1; }`];

const renderPrologue = ({ prologue, tasks }: BatchPlan): string[] =>
  renderRecords(prologue, tasks.length > 0 ? 'unable 0' : `mark unable - -; printf '%s\\n' "$e"; room`);

function renderTask(i: number, plan: BatchPlan): string[] {
  const task = plan.tasks[i];
  if (!task) throw new Error(`the batch has no task ${i}`);
  return [
    stopCheck(i),
    ...renderRecords(renderPending(task.pending, plan), `unable ${i}`),
    ...task.steps.flatMap((step, j) =>
      renderMarked(
        step,
        { ...task.setting, key: `${plan.boundary.slice(0, 12)}${i}-${j}`, uploaded: plan.uploaded },
        `${i} ${j}`,
      ),
    ),
    `mark done ${i} -`,
    ...(task.settles.length > 0 ? [`rm -f -- ${task.settles.map((name) => recordPath(name, plan)).join(' ')}`] : []),
  ];
}

function renderMarked(step: Step, setting: StepSetting, place: string): string[] {
  const accepted = step.kind === 'run' ? (step.okStatuses ?? [0]) : [0];
  const failed = accepted.map((status) => `[ $s -ne ${status} ]`).join(' && ');
  return [
    `mark begin ${place}`,
    renderStep(step, setting),
    's=$?',
    `mark end ${place} $s`,
    `if ${failed}; then mark failed ${place}; room; return; fi`,
  ];
}
