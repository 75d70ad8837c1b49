import { isFileError } from '../../controller/file-error.ts';
import { describeFullDisk, parseDiskRoom } from '../../diagnostic/full-disk.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { listQueries } from '../../predict/plan-task.ts';
import type { Ahead } from '../../query/ahead.ts';
import { renderObservation } from '../../query/observation.ts';
import type { SentSum } from '../../query/files/sent-sums.ts';
import { renderSentSums } from '../../query/files/sent-sums.ts';
import { ENDED_AT_PIPE } from '../../transport/session.ts';
import type { ShellOutput, Uploaded } from '../../transport/session.ts';
import { renderBatch } from '../script/batch-script.ts';
import type { EventSink } from '../events.ts';
import { fetchFile } from '../files/fetch-file.ts';
import type { HostState } from '../host/host-state.ts';
import { newBoundary } from '../host/host-state.ts';
import type { LocalFiles } from '../files/local-files.ts';
import { BatchProgress } from './batch-progress.ts';
import { describeCut } from './cut-output.ts';
import type { BatchTaskOutput } from './parse-batch.ts';
import { judgeChange } from './judge-change.ts';
import { parseBatch } from './parse-batch.ts';
import { requireAble } from './require-able.ts';
import { traceSteps } from './trace-batch.ts';
import { findLasting, hasEnded, observedResult, proofFailure, proveChanges } from './prove-changes.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';
import { sendFiles } from './send-files.ts';
import { understand } from '../host/not-understood.ts';

export interface BatchRequest {
  readonly host: HostState;
  readonly id: string;
  readonly changes: readonly QueuedChange[];
  /** Shell code that runs before the first task. */
  readonly prologue: readonly string[];
  /** Directory of the host's handler records. */
  readonly handlersDirectory: string;
  /** Directory on the controller for relative destinations of fetched files. */
  readonly baseDirectory: string;
  /** Queries of the tasks after this batch, which are answered in the same round trip. */
  readonly lookahead?: Ahead | undefined;
  readonly files: LocalFiles;
  readonly sink: EventSink;
}

/** Applies changes in one round trip, observes the answers that they and the next tasks need, and verifies the result of each change. */
export async function applyBatch(request: BatchRequest): Promise<AppliedChange[]> {
  const { host, changes } = request;
  const { uploaded, refusal } = await sendFiles(host, changes);
  // changes before a file for which the host had no space are applied
  const sent = { ...request, changes: changes.slice(0, refusal?.index) };
  const isNothing = refusal !== undefined && sent.changes.length === 0;
  const outcome = isNothing ? NOTHING : await runBatch(sent, uploaded);
  const lasting = findLasting(host, changes);
  host.forget();
  if (outcome.isCut) await host.observe(changes.flatMap(({ ready }) => listQueries(ready)));
  const { observation } = outcome;
  if (observation) host.answers.put(observation);
  const judged = changes.map((change, i) => ({
    change,
    end: refusal?.index === i ? refusal.end : judgeChange(change, outcome.tasks[i] ?? NOT_STARTED, host.session),
  }));
  const settling = judged.filter(({ change, end }) => hasEnded(end) && change.ready.module.kind === 'state');
  const proofs = await proveChanges(
    host,
    observation || outcome.isCut ? settling.map(({ change }) => change).filter((change) => lasting.has(change)) : [],
  );
  return judged.map(({ change, end }) => {
    const proof = proofs.get(change);
    const failure = proof && proofFailure(proof);
    if (failure) return { ...end, status: 'failed', failure };
    const observed = proof?.status === 'ok' ? proof.result : observedResult(host, change, end);
    return { ...end, result: { ...end.result, ...observed } };
  });
}

const NOT_STARTED: BatchTaskOutput = { status: 'not-started', outputs: [], elapsedMs: 0 };

interface RunOutcome {
  readonly tasks: readonly BatchTaskOutput[];
  readonly observation: ReadonlyMap<string, unknown> | undefined;
  /** Whether the tasks have ended, but the queries after them took too long, or some may have been ended at a named pipe. */
  readonly isCut: boolean;
}

const NOTHING: RunOutcome = { tasks: [], observation: undefined, isCut: false };

async function runBatch(request: BatchRequest, uploaded: ReadonlyMap<string, Uploaded>): Promise<RunOutcome> {
  const { host, changes, prologue, lookahead, baseDirectory } = request;
  const boundary = newBoundary();
  const own = changes.flatMap(({ ready }) => listQueries(ready));
  const ahead = lookahead && host.withoutSlow(lookahead, own);
  const queries = [...own, ...(ahead?.queries ?? [])];
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
  traceSteps(host.tracer, changes);
  const start = performance.now();
  const { isLate, ...output } = await applyWatched(request, { script, boundary, ahead });
  host.tracer.tell(2, 'batch', () => ({
    ms: Math.round(performance.now() - start),
    text: `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}, ${queries.length} queries after`,
  }));
  const parsed = parseBatch(output.stdout, output.stderr, boundary, changes.length);
  if (changes.length === 0) requireAble(parsed);
  const { wasRebooted } = output;
  const lostBy = wasRebooted ? undefined : findLoss(output, host);
  const tasks = await Promise.all(
    parsed.tasks.map((task, i) => addFetched({ ...task, wasRebooted, lostBy }, changes[i], host, baseDirectory)),
  );
  for (const [i, { outputs }] of tasks.entries()) tellCut(request, i, outputs);
  if (isLate) host.noteSlow(ahead?.queries ?? []);
  const isCut = isLate || output.stderr.includes(ENDED_AT_PIPE);
  const observed = isCut ? undefined : parsed.observation;
  const answers = observed && understand(host.name, () => observation.parse(observed));
  return { tasks, isCut, observation: answers };
}

/** Why a batch's output is incomplete: the host reports the remaining disk space at the end of its output. */
function findLoss({ stdout, stderr }: ShellOutput, { stateDirectory }: HostState): string | undefined {
  const last = [stdout, stderr].map((bytes) => bytes.subarray(-LAST_BYTES).toString('utf8')).join('\n');
  return describeFullDisk({ said: 'write error', paths: [stateDirectory], disks: parseDiskRoom(last) });
}

const LAST_BYTES = 1000;

/** Warns if a part of a task's output was discarded, since the registered result is then incomplete. */
function tellCut({ host, changes, sink }: BatchRequest, index: number, outputs: readonly StepOutput[]): void {
  const message = describeCut(changes[index]?.label.name ?? 'a task', outputs);
  if (message !== undefined) sink({ event: 'warning', host: host.name, message });
}

/** Limit for the queries at the end of a batch. */
const OBSERVE_SECONDS = 15 * 60;

/** Reports the current task of the host while the batch's output arrives, and ends the batch if the queries at its end take too long. */
async function applyWatched(
  { host, id, changes, sink }: BatchRequest,
  { script, boundary, ahead }: { script: string; boundary: string; ahead: Ahead | undefined },
): Promise<ShellOutput & { readonly isLate: boolean }> {
  const late = new AbortController();
  let deadline: NodeJS.Timeout | undefined;
  late.signal.addEventListener('abort', () => void host.session.killBatch());
  let activity = host.activity.call('applying changes', 'none');
  const next = (what: string, change?: QueuedChange): void => {
    activity.end();
    activity = host.activity.call(what, change ? { task: change.label, item: change.item } : 'none');
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
    onObserve: () => {
      next('answering queries');
      deadline = setTimeout(() => late.abort(), (ahead?.seconds ?? OBSERVE_SECONDS) * 1000);
    },
  });
  try {
    const output = await host.session.apply({ id, script, boundary, onOutput: (chunk) => progress.feed(chunk) });
    return { ...output, isLate: late.signal.aborted };
  } finally {
    clearTimeout(deadline);
    activity.end();
  }
}

/** Fetches files after the script, over the same connection. */
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
      outputs.push(
        await host.activity.duringCall(`fetching ${step.path}`, fetchFile(step, host.session, baseDirectory)),
      );
    } catch (error) {
      if (!isFileError(error)) throw error;
      outputs.push({ exitStatus: 1, stdout: '', stderr: error.message, elapsedMs: 0, timedOut: false });
      return { ...task, status: 'failed', outputs };
    }
  }
  return { ...task, outputs };
}

/** The checksums of the sent files, unless a file has changed on the controller meanwhile. */
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
