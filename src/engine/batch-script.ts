import type { Step } from '../module/step.ts';
import { quote } from '../query/quote.ts';
import type { StepSetting } from './render-step.ts';
import { renderStep } from './render-step.ts';

/** One changed task of a batch. */
export interface BatchTask {
  readonly steps: readonly Step[];
  readonly setting: Omit<StepSetting, 'key' | 'uploaded'>;
  /** Handlers to be recorded as pending before it starts: file names in the pending directory. */
  readonly pending: readonly string[];
  /** Handlers whose record is removed once it has succeeded. */
  readonly settles: readonly string[];
}

export interface BatchPlan {
  readonly tasks: readonly BatchTask[];
  /** Shell that runs before the first task, such as the writing of a manifest. */
  readonly prologue: readonly string[];
  /** A read-only script whose output follows the tasks', whether they succeeded or not. */
  readonly observation: string;
  /** Directory of the host's handler records. */
  readonly pendingDirectory: string;
  readonly boundary: string;
  readonly uploaded: (localPath: string) => string;
}

/**
 * The script of a batch. Each step's output stands between marks on stdout and on stderr; the first step that fails, or
 * a stop mark, ends the tasks but not the observation. Times are the host's uptime: reading it starts no process.
 */
export function renderBatch(plan: BatchPlan): string {
  const written = plan.tasks.flatMap((task) =>
    task.steps.flatMap((step) => (step.kind === 'write' ? [step.path] : [])),
  );
  return [
    'export LC_ALL=C.UTF-8; umask 022; cd /',
    `B=${plan.boundary}`,
    `mark() { read -r u _ </proc/uptime; printf '\\n%s %s %s\\n' "$B" "$u" "$*"; printf '\\n%s %s\\n' "$B" "$1 $2 $3" >&2; }`,
    'tasks() {',
    ...plan.prologue,
    ...plan.tasks.flatMap((task, i) => renderTask(task, i, plan)),
    ...(written.length > 0 ? [`sync -- ${[...new Set(written)].map(quote).join(' ')} 2>/dev/null || :`] : []),
    '}',
    'tasks',
    'mark observe - -',
    plan.observation,
  ].join('\n');
}

function renderTask(task: BatchTask, i: number, plan: BatchPlan): string[] {
  const record = (name: string): string => quote(`${plan.pendingDirectory}/${name}`);
  return [
    `[ ! -e "\${PROVISION_STOP:-/dev/null/none}" ] || { mark stopped ${i} -; return; }`,
    ...(task.pending.length > 0
      ? [`mkdir -p -m 700 ${quote(plan.pendingDirectory)}`, ...task.pending.map((name) => `: > ${record(name)}`)]
      : []),
    ...task.steps.flatMap((step, j) =>
      renderMarked(
        step,
        { ...task.setting, key: `${plan.boundary.slice(0, 12)}${i}-${j}`, uploaded: plan.uploaded },
        `${i} ${j}`,
      ),
    ),
    `mark done ${i} -`,
    ...(task.settles.length > 0 ? [`rm -f -- ${task.settles.map(record).join(' ')}`] : []),
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
    `if ${failed}; then mark failed ${place}; return; fi`,
  ];
}
