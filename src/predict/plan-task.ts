import { findUnknown } from '../expression/contains-unknown.ts';
import type {
  Asked,
  BoundHostModule,
  Change,
  Compared,
  Module,
  ModuleContext,
  Prediction,
  Reading,
  Writes,
} from '../module-api/module.ts';
import { ModuleFailure } from '../module-api/module.ts';
import { requireExisting } from '../module-api/required-directory.ts';
import type { Step } from '../module-api/step.ts';
import { UNCHANGED } from '../module-api/unchanged.ts';
import { TimeLimitExceeded } from '../values/time-limit.ts';
import { isUnknown } from '../values/unknown.ts';
import type { StatAnswer } from '../query/files/stat-answer.ts';
import { stat } from '../query/files/stat.ts';
import type { Query } from '../query/query.ts';
import { queryReads, Refused } from '../query/query.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import { way } from '../query/files/way.ts';
import type { Known, Overlay } from './overlay.ts';
import { sharedId } from './overlay.ts';

/** A task for one host (and loop item) whose parameters are final. */
export interface RenderedTask {
  readonly module: Module;
  readonly params: Readonly<Record<string, unknown>>;
  readonly bound: BoundHostModule;
  readonly context: ModuleContext;
}

/** The predicted effect of a task, based on the known state of its host. */
export type TaskPlan =
  | { readonly status: 'ok'; readonly result: Record<string, unknown> }
  | PlannedChange
  /** Whether the task changes anything is not known yet. */
  | { readonly status: 'may-change'; readonly reason: string }
  | { readonly status: 'failed'; readonly message: string; readonly hint?: string | undefined };

export interface PlannedChange {
  readonly status: 'change';
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly predictions: readonly Prediction[];
  readonly writes: Writes;
  /** Predicted registered fields of a state module. Those of an action are known only after it has run. */
  readonly result: Record<string, unknown> | undefined;
  /**
   * The task follows a change with unlisted effects, which may have made the task's changes already, or caused further
   * ones. Never true in apply, where such a change is applied before the next task is planned.
   */
  readonly isUncertain: boolean;
}

/** The module's queries and those of the directories that it needs, in a stable order, run as the task's user. */
export const listQueries = (ready: RenderedTask): readonly Query[] => askedBy(ready).list;

/** Queries that tell which paths of a task lead to the same file. */
export function listWays(ready: RenderedTask): readonly Query[] {
  const { bound, context } = ready;
  const written = bound.kind === 'read' ? [] : bound.writes(context).keys;
  const paths = new Set<string>();
  for (const query of listQueries(ready)) {
    const reads = queryReads(query);
    if (reads !== 'anything') addWays(reads, paths);
  }
  addWays(written, paths);
  return Array.from(paths, (path) => way(path));
}

/** Of a file, that of its directory: what the file itself is has been asked by the task. */
function addWays(keys: readonly ResourceKey[], paths: Set<string>): void {
  for (const key of keys) {
    if (key.startsWith('tree:/')) paths.add(key.slice('tree:'.length));
    else if (key.startsWith('file:/')) paths.add(key.slice('file:'.length, key.lastIndexOf('/')) || '/');
  }
}

interface Questions {
  readonly asked: Asked<Compared> | Asked<Reading>;
  /** As the task's user: the module's own, then those of `asked.directories`. */
  readonly list: readonly Query[];
}

/** Cached, since the queries of a task are needed several times. */
const questions = new WeakMap<RenderedTask, Questions>();

function askedBy(ready: RenderedTask): Questions {
  const known = questions.get(ready);
  if (known) return known;
  const asked = ready.bound.ask(ready.context);
  const made = {
    asked,
    list: asUser([...asked.queries, ...asked.directories.map((path) => stat(path))], ready.context.as),
  };
  questions.set(ready, made);
  return made;
}

/** Compares a task with the known state. Pure; throws only on a bug. */
export function planTask(ready: RenderedTask, overlay: Overlay): TaskPlan {
  const { asked, list } = askedBy(ready);
  const all = list.map((query) => overlay.know(query));
  const known = all.slice(0, asked.queries.length);
  const directories = all.slice(asked.queries.length);
  for (const { answer } of known) {
    if (isUnknown(answer)) return { status: 'may-change', reason: answer.reason };
    if (answer instanceof Refused) return { status: 'failed', message: answer.reason, hint: answer.hint };
  }
  try {
    return compare({ ...ready, asked, known, directories });
  } catch (error) {
    if (!(error instanceof ModuleFailure || error instanceof TimeLimitExceeded)) throw error;
    if (all.some(({ tainted }) => tainted !== 'no')) {
      return { status: 'may-change', reason: `${error.message}, but an earlier change may alter that` };
    }
    return { status: 'failed', message: error.message, hint: error instanceof ModuleFailure ? error.hint : undefined };
  }
}

interface Observed extends RenderedTask {
  readonly asked: Asked<Compared> | Asked<Reading>;
  /** In the order of the queries. */
  readonly known: readonly Known[];
  /** In the order of `asked.directories`. */
  readonly directories: readonly Known[];
}

function compare(observed: Observed): TaskPlan {
  const { asked, context, known } = observed;
  const answers = known.map(({ answer }) => answer);
  const judged = asked.judge(answers);
  if (judged.kind === 'reading') {
    if (known.some(isShaky)) return { status: 'may-change', reason: 'an earlier change may alter what it reads' };
    const result = judged.result();
    // the remaining answers suffice for a dry run; apply queries again
    // only a part of an answer may be unknown, such as a file's times
    const unknown = context.checkMode ? undefined : findUnknown(result);
    return unknown ? { status: 'may-change', reason: unknown.reason } : { status: 'ok', result };
  }
  const changes = judged.diff();
  if (changes.length > 0) return planChanges(observed, judged, changes);
  if (known.some(isShaky)) return { status: 'may-change', reason: 'an earlier change may alter what it compares' };
  return { status: 'ok', result: judged.result?.(answers) ?? {} };
}

function planChanges(observed: Observed, judged: Compared, changes: readonly Change[]): PlannedChange {
  requireDirectories(observed);
  const predictions = judged.predict();
  const isUncertain = observed.known.some(isShaky);
  return {
    status: 'change',
    changes: isUncertain ? changes.map((change) => (change.isRelative ? { ...change, may: true } : change)) : changes,
    isUncertain,
    steps: judged.apply(),
    predictions,
    writes: judged.writes(),
    result: predictResult(observed, judged, predictions),
  };
}

/** Nothing is known against a directory whose state is unknown. */
function requireDirectories({ asked, directories }: Observed): void {
  asked.directories.forEach((path, i) => {
    const answer = directories[i]?.answer;
    if (answer instanceof Refused) throw new ModuleFailure(answer.reason, answer.hint);
    // of stat's type, since it is what was asked
    if (!isUnknown(answer)) requireExisting(path, answer as StatAnswer);
  });
}

/** The registered fields of a state module after apply, from the predicted answers; undefined if those are unknown. */
function predictResult(
  { bound, asked, known }: Observed,
  judged: Compared,
  predictions: readonly Prediction[],
): Record<string, unknown> | undefined {
  if (bound.kind !== 'state') return undefined;
  if (!judged.result) return {};
  const predicted = new Map(predictions.map(({ query, answer }) => [sharedId(query), answer]));
  const after = asked.queries.map((query, i) => {
    const id = sharedId(query);
    const answer = predicted.get(id);
    return predicted.has(id) && answer !== UNCHANGED ? answer : known[i]?.answer;
  });
  const earlier = known.map(({ answer }) => answer);
  return after.some(isUnknown) ? undefined : asked.judge(after).result?.(earlier);
}

/** There is no difference now, but an earlier change with unlisted effects may cause one. */
const isShaky = ({ answer, tainted }: Known): boolean =>
  tainted === 'yes' || (tainted === 'if-absent' && isAbsence(answer));

const isAbsence = (answer: unknown): boolean =>
  answer === null || (typeof answer === 'object' && 'exists' in answer && answer.exists === false);

const asUser = (queries: readonly Query[], as: string | undefined): readonly Query[] =>
  as === undefined ? queries : queries.map((query) => (query.as === undefined ? { ...query, as } : query));
