import type { LocalContent } from '../../module-api/local-input.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import type { ReportedChange, TaskLabel } from '../events.ts';
import { itemOf, labelOf } from '../result/task-report.ts';
import type { TaskEntry } from '../task/task-entry.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { Turn } from './turn.ts';

/** A task (or an item of its loop) on a host, as listed in a plan. It contains no file content, and only keyed digests. */
export interface ListedStep {
  /** Identifies the step among all steps of its host, in each run of the same project. */
  readonly key: string;
  readonly play: string;
  readonly task: TaskLabel;
  readonly item?: string | undefined;
  /** Whether it represents all items of a loop whose items are not known yet. */
  readonly isWhole?: boolean | undefined;
  readonly handler?: string | undefined;
  readonly delegatedTo?: string | undefined;
  /**
   * `change`: apply makes exactly these changes. `run`: apply runs it, and its own result decides whether it counts as a change.
   * `may-change`: it is unknown before apply whether it changes anything, or what.
   */
  readonly kind: 'change' | 'run' | 'may-change';
  readonly changes: readonly ListedChange[];
  /** For `may-change`: the reason. */
  readonly reason?: string | undefined;
  /** Digest of the module with its parameters, its user and its files; absent if these are unknown before apply. */
  readonly intent?: string | undefined;
}

export interface ListedChange {
  readonly attribute: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly may?: boolean | undefined;
  /** Numbers of lines that are added to and removed from the content. */
  readonly lines?: { readonly added: number; readonly removed: number } | undefined;
  readonly digest: string;
}

/** The step of a turn; undefined if the turn changes nothing. */
export function listStep(turn: Turn, fingerprints: Fingerprints): ListedStep | undefined {
  const { intention, entry } = turn;
  const step = { key: stepKey(turn), ...whatOf(turn) };
  switch (intention.kind) {
    case 'idle':
      return undefined;
    case 'may-change':
      return {
        ...step,
        kind: 'may-change',
        changes: [],
        reason: intention.reason,
        ...intentOf(entry, intention.ready, fingerprints),
      };
    case 'reboot':
      return {
        ...step,
        kind: 'change',
        changes: intention.shown.map((shown) => listChange(shown, shown, fingerprints)),
      };
    case 'change':
      return {
        ...step,
        kind: kindOf(entry, intention.isMay),
        changes: intention.shown.map((shown, i) =>
          listChange(shown, intention.planned.changes[i] ?? shown, fingerprints),
        ),
        ...intentOf(entry, intention.ready, fingerprints),
      };
  }
}

const kindOf = ({ task }: TaskEntry, isMay: boolean): ListedStep['kind'] => {
  if (isMay) return 'may-change';
  return task.changedWhen === undefined ? 'change' : 'run';
};

/** The same on all hosts for a task that one host runs for all. */
export function stepKey({ label, position, entry }: Turn): string {
  const { task, index, asHandler } = entry;
  const part = label.node.part.toString();
  // a handler runs in whichever node it is due
  if (asHandler) return [part, 'handler', asHandler.owner, asHandler.name, task.id, index].join(' ');
  return [part, position.join('.'), task.id, index].join(' ');
}

/** The key of the step that represents all items of its loop. */
export const wholeKey = (turn: Turn): string => stepKey({ ...turn, entry: { ...turn.entry, index: 0 } });

function whatOf({ label, entry }: Turn): Omit<ListedStep, 'key' | 'kind' | 'changes'> {
  const item = itemOf(entry);
  const { asHandler, delegatedTo, task } = entry;
  return {
    play: label.play,
    task: labelOf(entry),
    ...(item !== undefined && { item }),
    ...(task.loop !== undefined && entry.item === undefined && { isWhole: true }),
    ...(asHandler && { handler: asHandler.name }),
    ...(delegatedTo !== undefined && { delegatedTo }),
  };
}

function listChange(
  { attribute, before, after, may, diff }: ReportedChange,
  real: Pick<ReportedChange, 'attribute' | 'before' | 'after'>,
  fingerprints: Fingerprints,
): ListedChange {
  return {
    attribute,
    before,
    after,
    ...(may && { may }),
    ...(diff !== undefined && { lines: countLines(diff) }),
    digest: fingerprints.of([real.attribute, real.before, real.after]),
  };
}

function countLines(diff: string): ListedChange['lines'] {
  const lines = diff.split('\n').filter((line) => !/^(---|\+\+\+) /.test(line));
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

function intentOf(
  { notifies, delegatedTo }: TaskEntry,
  ready: RenderedTask | undefined,
  fingerprints: Fingerprints,
): Pick<ListedStep, 'intent'> {
  if (!ready) return {};
  const { module, params, context } = ready;
  const inputs = Object.fromEntries(Object.entries(context.inputs).map(([name, input]) => [name, describe(input)]));
  const handlers = notifies.map(({ owner, name }) => [owner, name]);
  const { as, environment } = context;
  return { intent: fingerprints.of([module.name, params, as, environment, inputs, handlers, delegatedTo]) };
}

/** Without the path, so that another checkout of the project counts as the same project. */
const describe = ({ type, mode, sha256, entries = [] }: LocalContent): unknown => [
  type,
  mode,
  sha256,
  entries.map((entry) => [entry.relativePath, entry.type, entry.mode, entry.sha256, entry.target]),
];
