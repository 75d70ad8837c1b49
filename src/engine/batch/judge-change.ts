import type { ActionOutcome, Module } from '../../module-api/module.ts';
import type { Step, StepOutput } from '../../module-api/step.ts';
import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { ofTask, taskFailure } from '../errors.ts';
import type { Failure } from '../events.ts';
import { cutFields } from './cut-output.ts';
import type { BatchTaskOutput } from './parse-batch.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';

/** What a task's outputs say of it. */
export function judgeChange(
  { ready, planned, label }: Pick<QueuedChange, 'ready' | 'planned' | 'label'>,
  { status, outputs, elapsedMs, wasRebooted }: BatchTaskOutput,
): AppliedChange {
  const { module } = ready;
  if (status === 'not-started') return { status, result: {}, ms: 0 };
  const isAction = module.kind === 'action' && outputs.length > 0;
  const outcome = isAction ? ofTask(label, () => actionOutcome(module, ready, outputs)) : undefined;
  const failure = findFailure(planned, { status, outputs, wasRebooted, said: outcome?.failed });
  const result = {
    ...(outcome?.result ?? planned.result ?? {}),
    ...cutFields(outputs),
    ...(failure && { msg: failure.message }),
  };
  if (failure)
    return { status: 'failed', failure, result: { changed: outcome?.changed ?? false, ...result }, ms: elapsedMs };
  return { status: (outcome?.changed ?? true) ? 'changed' : 'unchanged', result, ms: elapsedMs };
}

/** What the module reads from what its steps printed. */
function actionOutcome(
  module: Extract<Module, { kind: 'action' }>,
  ready: RenderedTask,
  outputs: readonly StepOutput[],
): ActionOutcome {
  try {
    return module.outcome(ready.params as never, outputs, ready.context);
  } catch (error) {
    const failure = taskFailure(error);
    if (!failure) throw error;
    return { changed: true, failed: failure.message, result: {} };
  }
}

interface HowItEnded extends Pick<BatchTaskOutput, 'status' | 'outputs' | 'wasRebooted'> {
  /** What the module says is wrong. */
  readonly said: string | undefined;
}

function findFailure(
  { steps, changes }: PlannedChange,
  { status, outputs, wasRebooted, said }: HowItEnded,
): Failure | undefined {
  const output = outputs.at(-1);
  if (status === 'done') return said === undefined ? undefined : { message: said, ...tails(output) };
  const step = steps[outputs.length - 1];
  const command = step && describeStep(step, changes);
  if (status === 'ended' || !output) {
    const what = wasRebooted ? 'the host was rebooted' : 'the batch was ended';
    return { message: `${what} before this step had finished`, command };
  }
  const late =
    output.timedOut && step?.kind === 'run' && step.timeoutSeconds !== undefined
      ? [`did not end within ${step.timeoutSeconds} s`, said ?? lastLine(output.stderr)]
      : undefined;
  const message = late?.filter((part) => part !== undefined).join(': ') ?? said ?? describeEnd(output);
  return { message, command, exitStatus: output.exitStatus, ...tails(output) };
}

/** A script of a module says what is wrong in its last line on stderr. */
function describeEnd({ exitStatus, stderr, stdout }: StepOutput): string {
  const printed = lastLine(stdout);
  return lastLine(stderr) ?? `exit status ${exitStatus}${printed === undefined ? '' : `: ${printed}`}`;
}

/** What the user wrote, or what the module says; the program that is made of it tells people nothing. */
function describeStep(step: Step, changes: PlannedChange['changes']): string | undefined {
  const written = changes.find(({ attribute }) => attribute === 'command')?.after;
  if (step.kind !== 'run') return `${step.kind} ${step.path}`;
  return typeof written === 'string' ? written : step.shownAs;
}

const TAIL_LINES = 20;

function tails(output: StepOutput | undefined): Pick<Failure, 'stderr' | 'stdout' | 'exitStatus'> {
  if (!output) return {};
  return { exitStatus: output.exitStatus, stderr: tail(output.stderr), stdout: tail(output.stdout) };
}

const tail = (text: string): string | undefined => present(text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n'));
const lastLine = (text: string): string | undefined => present(text.trimEnd().split('\n').at(-1));
const present = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
