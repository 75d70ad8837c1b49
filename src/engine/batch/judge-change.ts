import { directoryOf } from '../../module-api/beside.ts';
import { cleanOutput, findCause } from '../../module-api/find-cause.ts';
import type { ActionOutcome, BoundAction, ModuleContext } from '../../module-api/module.ts';
import type { Step, StepOutput } from '../../module-api/step.ts';
import type { PlannedChange } from '../../predict/plan-task.ts';
import type { HostSession } from '../../transport/session.ts';
import { ofTask, taskFailure } from '../errors.ts';
import type { Failure, TaskOutput } from '../events.ts';
import { cutFields, hasFlooded } from './cut-output.ts';
import type { RanAs } from './find-hint.ts';
import { findHint } from './find-hint.ts';
import { nameFullDisk } from './name-full-disk.ts';
import type { BatchTaskOutput } from './parse-batch.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';

/** The result of a task from its outputs. `session`: the users of the shell that it ran in. */
export function judgeChange(
  { ready, planned, label }: Pick<QueuedChange, 'ready' | 'planned' | 'label'>,
  { status, outputs, elapsedMs, wasRebooted, lostBy, disks = [] }: BatchTaskOutput,
  session: Pick<HostSession, 'shellUser' | 'loginUser'>,
): AppliedChange {
  const { bound, context } = ready;
  if (status === 'not-started') return { status, result: {}, ms: 0 };
  const outcome =
    bound.kind === 'action' && outputs.length > 0
      ? ofTask(label, () => actionOutcome(bound, context, outputs))
      : undefined;
  const ranAs = { user: context.as ?? session.shellUser, loginUser: session.loginUser };
  const plain = findFailure(planned, { status, outputs, wasRebooted, lostBy, said: outcome?.failed, ranAs });
  const failure = plain && nameFullDisk(plain, { ready, step: planned.steps[outputs.length - 1], disks });
  const result = {
    ...(outcome?.result ?? planned.result ?? {}),
    ...cutFields(outputs),
    ...(failure && { msg: failure.message }),
  };
  const ended = { output: joinOutput(outputs, planned.steps), ms: elapsedMs };
  if (failure)
    return { status: 'failed', failure, result: { changed: outcome?.changed ?? false, ...result }, ...ended };
  const hasChanged = outcome?.changed ?? (bound.kind !== 'state' || bound.hasChanged(outputs));
  return { status: hasChanged ? 'changed' : 'unchanged', result, ...ended };
}

/** The output of all steps. */
function joinOutput(printed: readonly StepOutput[], steps: readonly Step[]): TaskOutput {
  const outputs = printed.map((output, i) => readableOutput(output, steps[i]));
  const join = (texts: readonly string[]): string =>
    texts
      .map((text) => text.trimEnd())
      .filter(Boolean)
      .join('\n');
  return { stdout: join(outputs.map(({ stdout }) => stdout)), stderr: join(outputs.map(({ stderr }) => stderr)) };
}

/** The module's outcome from the output of its steps. */
function actionOutcome(bound: BoundAction, context: ModuleContext, outputs: readonly StepOutput[]): ActionOutcome {
  try {
    return bound.outcome(outputs, context);
  } catch (error) {
    const failure = taskFailure(error);
    if (!failure) throw error;
    return { changed: true, failed: failure.message, result: {} };
  }
}

interface HowItEnded extends Pick<BatchTaskOutput, 'status' | 'outputs' | 'wasRebooted' | 'lostBy'> {
  /** The module's own message about the failure. */
  readonly said: string | undefined;
  readonly ranAs: RanAs;
}

function findFailure({ steps, changes }: PlannedChange, end: HowItEnded): Failure | undefined {
  const { status, outputs, wasRebooted, lostBy, said, ranAs } = end;
  const step = steps[outputs.length - 1];
  const last = outputs.at(-1);
  const output = last && readableOutput(last, step);
  if (status === 'done') return said === undefined ? undefined : { message: said, ...describeOutput(output, ranAs) };
  const command = step && describeStep(step, changes);
  if (lostBy !== undefined && status === 'ended')
    return { message: `${lostBy}: the result of this step is unknown`, command };
  if (status === 'ended' || !output) {
    if (output && hasFlooded(output)) return { message: 'it was ended: it had printed more than 512 MB', command };
    const what = wasRebooted ? 'the host was rebooted' : 'the batch was ended';
    return { message: `${what} before this step had finished`, command };
  }
  const told = describeOutput(output, ranAs);
  const message = describeLate(output, step, said) ?? said ?? describeEnd({ ...output, stderr: told.stderr ?? '' });
  return { message, command, ...told };
}

function describeOutput(output: StepOutput | undefined, ranAs: RanAs): Omit<Failure, 'message'> {
  if (!output) return {};
  const { stderr, hint } = splitHint(output.stderr);
  return {
    hint: hint ?? findHint([stderr, output.stdout], ranAs),
    exitStatus: output.exitStatus,
    stderr: tail(stderr),
    stdout: tail(output.stdout),
  };
}

/** A new file is created in a temporary directory next to its destination, and validated under another name. */
function readableOutput(output: StepOutput, step: Step | undefined): StepOutput {
  const where = step?.kind === 'write' ? directoryOf(step.path) : 'the directory of the file';
  const readable = (text: string): string =>
    cleanOutput(text)
      .replace(/^mktemp: .*\.provision\.X+.*?: /gm, `cannot create a file in ${where}: `)
      .replace(/\/\.([^/\s]+)\.[0-9a-f]{12}\d+-\d+/g, '/$1');
  return { ...output, stdout: readable(output.stdout), stderr: readable(output.stderr) };
}

/** A module's script may print a hint on a separate line. */
function splitHint(stderr: string): { readonly stderr: string; readonly hint: string | undefined } {
  const hint = /^hint: (.*)\n?/m.exec(stderr);
  return hint ? { stderr: stderr.replace(hint[0], ''), hint: hint[1] } : { stderr, hint: undefined };
}

function describeLate(output: StepOutput, step: Step | undefined, said: string | undefined): string | undefined {
  if (!output.timedOut || step?.kind !== 'run' || step.timeoutSeconds === undefined) return undefined;
  // a timeout is described here, more clearly than by the status of timeout(1)
  const cause = findCause(output.stderr) ?? (said !== undefined && !said.includes('exit status') ? said : undefined);
  return [`did not end within ${step.timeoutSeconds} s`, ...(cause === undefined ? [] : [cause])].join(': ');
}

function describeEnd({ exitStatus, stderr, stdout }: StepOutput): string {
  return findCause(stderr) ?? findCause(stdout) ?? `exit status ${exitStatus}`;
}

/** The command of the user, or the module's description of the change; the generated script is not helpful. */
function describeStep(step: Step, changes: PlannedChange['changes']): string | undefined {
  const written = changes.find(({ attribute }) => attribute === 'command')?.after;
  if (step.kind === 'write' && step.validate !== undefined) return step.validate.replaceAll('%s', step.path);
  if (step.kind !== 'run') return `${step.kind} ${step.path}`;
  return typeof written === 'string' ? written : step.shownAs;
}

const TAIL_LINES = 20;

function tail(text: string): string | undefined {
  const ended = text.trimEnd();
  let start = ended.length;
  for (let line = 0; line < TAIL_LINES && start >= 0; line++)
    start = start === 0 ? -1 : ended.lastIndexOf('\n', start - 1);
  return present(ended.slice(start + 1));
}
const present = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
