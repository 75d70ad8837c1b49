import { isFileError } from '../../controller/file-error.ts';
import type { ActionOutcome, Module } from '../../module-api/module.ts';
import type { Step, StepOutput } from '../../module-api/step.ts';
import type { TaskPlan, PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { listQueries, planTask } from '../../predict/plan-task.ts';
import type { Query } from '../../query/query.ts';
import { queryReads } from '../../query/query.ts';
import { renderObservation } from '../../query/observation.ts';
import { overlaps } from '../../query/resource-key.ts';
import type { SentSum } from '../../query/sent-sums.ts';
import { renderSentSums } from '../../query/sent-sums.ts';
import type { ShellOutput, Uploaded } from '../../transport/session.ts';
import { sharedId } from '../../predict/overlay.ts';
import { renderBatch } from './batch-script.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { EventSink, Failure, TaskLabel } from '../events.ts';
import { fetchFile } from '../files/fetch-file.ts';
import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import type { LocalFiles } from '../files/local-files.ts';
import { BatchProgress } from './batch-progress.ts';
import { cutFields, describeCut } from './cut-output.ts';
import { understand } from '../host/not-understood.ts';
import type { BatchTaskOutput } from './parse-batch.ts';
import { parseBatch } from './parse-batch.ts';

/** A change to be applied. */
export interface QueuedChange {
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
  readonly notifies: readonly PlacedHandler[];
  readonly asHandler?: PlacedHandler | undefined;
  /** For people, while it runs. */
  readonly label: TaskLabel;
  readonly item?: string | undefined;
}

/** What came of it. */
export interface AppliedChange {
  readonly status: 'changed' | 'unchanged' | 'failed' | 'not-started';
  readonly failure?: Failure | undefined;
  /** Registered fields. */
  readonly result: Record<string, unknown>;
  readonly ms: number;
}

export interface BatchRequest {
  readonly host: HostState;
  readonly id: string;
  readonly changes: readonly QueuedChange[];
  /** Shell that runs before the first task. */
  readonly prologue: readonly string[];
  /** Directory of the host's handler records. */
  readonly handlersDirectory: string;
  /** Directory on the controller that relative destinations of fetched files are below. */
  readonly baseDirectory: string;
  /** What the tasks after this batch are going to ask: answered in the same round trip. */
  readonly lookahead: readonly Query[];
  readonly files: LocalFiles;
  readonly sink: EventSink;
}

/** Applies changes in one round trip, observes what they and the next tasks ask, and holds each to what it promised. */
export async function applyBatch(request: BatchRequest): Promise<AppliedChange[]> {
  const { host, changes } = request;
  const outcome = await runBatch(request);
  host.forget();
  const { observation } = outcome;
  if (observation) host.answers.put(observation);
  const judged = changes.map((change, i) => ({ change, end: judge(change, outcome.tasks[i] ?? NOT_STARTED) }));
  const settling = observation
    ? judged.filter(({ change, end }) => end.status === 'changed' && change.ready.module.kind === 'state')
    : [];
  const proofs = await prove(
    host,
    settling.map(({ change }) => change),
    changes,
  );
  return judged.map(({ change, end }) => {
    const proof = proofs.get(change);
    const failure = proof && failureOf(proof);
    if (failure) return { ...end, status: 'failed', failure };
    const observed = proof?.status === 'ok' ? proof.result : observedResult(host, change, end);
    return { ...end, result: { ...end.result, ...observed } };
  });
}

const NOT_STARTED: BatchTaskOutput = { status: 'not-started', outputs: [], elapsedMs: 0 };

interface RunOutcome {
  readonly tasks: readonly BatchTaskOutput[];
  readonly observation: ReadonlyMap<string, unknown> | undefined;
}

async function runBatch(request: BatchRequest): Promise<RunOutcome> {
  const { host, changes, prologue, lookahead, baseDirectory } = request;
  const uploaded = await uploadContents(host, changes);
  const boundary = newBoundary();
  const queries = [...changes.flatMap(({ ready }) => listQueries(ready)), ...lookahead];
  const observation = renderObservation(queries, newBoundary());
  const script = renderBatch({
    tasks: changes.map(({ ready, planned, notifies, asHandler }) => ({
      steps: planned.steps.filter(({ kind }) => kind !== 'fetch'),
      setting: { as: ready.context.as, environment: ready.context.environment },
      pending: notifies.map(({ record }) => record),
      settles: asHandler ? [asHandler.record] : [],
    })),
    prologue,
    observation: renderSentSums(await sumSent(request, uploaded)) + observation.script,
    pendingDirectory: request.handlersDirectory,
    boundary,
    uploaded: (path) => uploaded.get(path)?.path ?? path,
  });
  const output = await applyWatched(request, { script, boundary });
  const parsed = parseBatch(output.stdout, output.stderr, boundary, changes.length);
  const tasks = await Promise.all(parsed.tasks.map((task, i) => addFetched(task, changes[i], host, baseDirectory)));
  for (const [i, { outputs }] of tasks.entries()) tellCut(request, i, outputs);
  const observed = parsed.observation;
  return {
    tasks,
    observation: observed && understand(host.name, () => observation.parse(observed)),
  };
}

/** What a task printed that is not kept is told: what is registered is not all. */
function tellCut({ host, changes, sink }: BatchRequest, index: number, outputs: readonly StepOutput[]): void {
  const message = describeCut(changes[index]?.label.name ?? 'a task', outputs);
  if (message !== undefined) sink({ event: 'warning', host: host.name, message });
}

/** Tells which task the host is at, as the batch's output comes. */
async function applyWatched(
  { host, id, changes, sink }: BatchRequest,
  { script, boundary }: { script: string; boundary: string },
): Promise<ShellOutput> {
  let activity = host.activity.begin('applying changes');
  const next = (what: string, change?: QueuedChange): void => {
    activity.end();
    activity = host.activity.begin(what, change && { task: change.label, item: change.item });
  };
  const progress = new BatchProgress(boundary, {
    onTask: (index) => {
      const change = changes[index];
      if (!change) return;
      next('running', change);
      sink({
        event: 'task.running',
        host: host.name,
        task: change.label,
        ...(change.item !== undefined && { item: change.item }),
      });
    },
    onLine: (line) => activity.print(line),
    onObserve: () => next('answering queries'),
  });
  try {
    return await host.session.apply({ id, script, boundary, onOutput: (chunk) => progress.feed(chunk) });
  } finally {
    activity.end();
  }
}

/** What is fetched comes after the script, over the same connection. */
async function addFetched(
  task: BatchTaskOutput,
  change: QueuedChange | undefined,
  host: HostState,
  baseDirectory: string,
): Promise<BatchTaskOutput> {
  const steps = change?.planned.steps.filter((step) => step.kind === 'fetch') ?? [];
  if (steps.length === 0 || task.status !== 'done') return task;
  const outputs = [...task.outputs];
  for (const step of steps) {
    try {
      outputs.push(await fetchFile(step, host.session, baseDirectory));
    } catch (error) {
      if (!isFileError(error)) throw error;
      outputs.push({ exitStatus: 1, stdout: '', stderr: error.message, elapsedMs: 0, timedOut: false });
      return { ...task, status: 'failed', outputs };
    }
  }
  return { ...task, outputs };
}

async function uploadContents(
  host: HostState,
  changes: readonly QueuedChange[],
): Promise<ReadonlyMap<string, Uploaded>> {
  const uploaded = new Map<string, Uploaded>();
  for (const { ready, planned } of changes) {
    for (const path of planned.steps.flatMap(uploadsOf)) {
      if (!uploaded.has(path)) uploaded.set(path, await host.session.upload(path, { as: ready.context.as }));
    }
  }
  return uploaded;
}

/** What is known of files that were sent, unless their originals were touched meanwhile. */
async function sumSent(
  { changes, files }: BatchRequest,
  uploaded: ReadonlyMap<string, Uploaded>,
): Promise<readonly SentSum[]> {
  const sums: SentSum[] = [];
  for (const step of changes.flatMap(({ planned }) => planned.steps)) {
    if (step.kind !== 'write' || step.content.kind !== 'local') continue;
    const identity = uploaded.get(step.content.path)?.identity;
    const sha256 = await files.sumOf(step.content.path);
    if (identity !== undefined && sha256 !== undefined) sums.push({ path: step.path, identity, sha256 });
  }
  return sums;
}

const uploadsOf = (step: Step): string[] =>
  step.kind === 'write' && step.content.kind === 'local' ? [step.content.path] : [];

/** What a task's outputs say of it. */
export function judge(
  { ready, planned }: Pick<QueuedChange, 'ready' | 'planned'>,
  { status, outputs, elapsedMs }: BatchTaskOutput,
): AppliedChange {
  const { module } = ready;
  if (status === 'not-started') return { status, result: {}, ms: 0 };
  const outcome = module.kind === 'action' && outputs.length > 0 ? actionOutcome(module, ready, outputs) : undefined;
  const failure = findFailure(planned, { status, outputs, said: outcome?.failed });
  const result = {
    ...(outcome?.result ?? planned.result ?? {}),
    ...cutFields(outputs),
    ...(failure && { msg: failure.message }),
  };
  if (failure)
    return { status: 'failed', failure, result: { changed: outcome?.changed ?? false, ...result }, ms: elapsedMs };
  return { status: (outcome?.changed ?? true) ? 'changed' : 'unchanged', result, ms: elapsedMs };
}

const actionOutcome = (
  module: Extract<Module, { kind: 'action' }>,
  ready: RenderedTask,
  outputs: readonly StepOutput[],
): ActionOutcome => module.outcome(ready.params as never, outputs, ready.context);

interface HowItEnded extends Pick<BatchTaskOutput, 'status' | 'outputs'> {
  /** What the module says is wrong. */
  readonly said: string | undefined;
}

function findFailure({ steps, changes }: PlannedChange, { status, outputs, said }: HowItEnded): Failure | undefined {
  const output = outputs.at(-1);
  if (status === 'done') return said === undefined ? undefined : { message: said, ...tails(output) };
  const step = steps[outputs.length - 1];
  const command = step && describeStep(step, changes);
  if (status === 'ended' || !output) return { message: 'the batch was ended before this step had finished', command };
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

/** Registered fields that tell what is there now. */
function observedResult(host: HostState, { ready }: QueuedChange, end: AppliedChange): Record<string, unknown> {
  if (
    ready.module.kind !== 'state' ||
    end.status !== 'changed' ||
    !listQueries(ready).every((query) => host.answers.get(query) !== undefined)
  )
    return {};
  const again = planTask(proving(ready), host.overlay);
  return again.status === 'ok' ? again.result : {};
}

/** What state tasks say after their own apply: that nothing differs, or what does. One that a later change has overwritten is not asked. */
async function prove(
  host: HostState,
  settling: readonly QueuedChange[],
  all: readonly QueuedChange[],
): Promise<ReadonlyMap<QueuedChange, TaskPlan>> {
  const lasting = settling.filter(
    (change) => !all.slice(all.indexOf(change) + 1).some((later) => overwrites(later, change)),
  );
  const proofs = new Map<QueuedChange, TaskPlan>();
  for (const change of lasting) proofs.set(change, await pollUntilConverged(host, change));
  return proofs;
}

function failureOf(proof: TaskPlan): Failure | undefined {
  if (proof.status === 'change') return notConverging(proof);
  return proof.status === 'failed' ? { message: proof.message, hint: proof.hint } : undefined;
}

function overwrites(later: QueuedChange, earlier: QueuedChange): boolean {
  const { writes, predictions } = later.planned;
  if (writes.unlistedEffects) return true;
  const predicted = new Set(predictions.map(({ query }) => sharedId(query)));
  return listQueries(earlier.ready).some((query) => {
    const reads = queryReads(query);
    return (
      predicted.has(sharedId(query)) ||
      reads === 'anything' ||
      writes.keys.some((key) => reads.some((read) => overlaps(key, read)))
    );
  });
}

/** What leaves no trace, such as a restart, is no difference any more once it has been done. */
const proving = (ready: RenderedTask): RenderedTask => ({ ...ready, context: { ...ready.context, isRecheck: true } });

const SETTLE_INTERVAL_MS = 200;

/** Looks until the resource is as it was asked to be, or its time is up. */
async function pollUntilConverged(host: HostState, { ready }: QueuedChange): Promise<TaskPlan> {
  const limitMs = ready.module.kind === 'state' ? (ready.module.convergeTimeoutMs ?? 0) : 0;
  const start = performance.now();
  for (;;) {
    const again = planTask(proving(ready), host.overlay);
    if (again.status === 'ok' || performance.now() - start >= limitMs) return again;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_INTERVAL_MS));
    await host.observe(listQueries(ready), { fresh: true });
  }
}

function notConverging({ changes }: PlannedChange): Failure {
  const attributes = changes.map(({ attribute, before, after, secret }) =>
    secret ? attribute : `${attribute} is ${JSON.stringify(before)}, not ${JSON.stringify(after)}`,
  );
  return {
    message: `it does not converge: after apply, ${attributes.join('; ')}`,
    hint: 'Something on the host sets it back, or another task asks for something else.',
  };
}
