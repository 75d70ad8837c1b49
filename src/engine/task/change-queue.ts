import type { AppliedChange, QueuedChange } from '../batch/queued-change.ts';
import { Interrupted } from '../errors.ts';
import type { ReportedChange } from '../events.ts';
import type { LoopProgress } from './loop-progress.ts';
import type { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';
import type { TaskOutcomes } from '../result/task-outcomes.ts';
import type { TaskRenderer } from '../render/task-renderer.ts';
import type { TaskResult } from '../result/task-result.ts';
import { appliedResult } from '../result/task-result.ts';

/** A change that waits to be applied, or a result that waits for its turn to be reported. */
type Queued =
  | { readonly kind: 'known'; readonly entry: TaskEntry; readonly end: TaskResult; readonly undo: () => void }
  | ({ readonly kind: 'change' } & Change);

interface Change {
  readonly entry: TaskEntry;
  readonly pending: QueuedChange;
  readonly changes: readonly ReportedChange[];
}

interface Services {
  readonly renderer: TaskRenderer;
  readonly batches: NodeBatches;
  readonly outcomes: TaskOutcomes;
}

/** Changes of a node that are applied together, in one round trip. Filled as tasks are processed, emptied by `flush`. */
export class ChangeQueue {
  readonly #node: NodeContext;
  readonly #services: Services;
  #queue: Queued[] = [];

  constructor(node: NodeContext, services: Services) {
    this.#node = node;
    this.#services = services;
  }

  get hasPending(): boolean {
    return this.#queue.some(({ kind }) => kind === 'change');
  }

  add(change: Change): void {
    this.#queue.push({ kind: 'change', ...change });
  }

  /** Reports at once if nothing is queued before it, otherwise in its turn. `undo` is called if the turn never comes. */
  report(entry: TaskEntry, end: TaskResult, undo: () => void = () => undefined): void {
    entry.register.set(entry.index, end.result);
    if (this.hasPending) this.#queue.push({ kind: 'known', entry, end, undo });
    else this.#services.outcomes.complete(entry, end);
  }

  /** Takes over the result of a run_once task from another host. Nothing is queued before it, since a run_once task shares no batch. */
  takeOver(entry: TaskEntry, end: TaskResult): void {
    this.#services.outcomes.takeOver(entry, end);
  }

  /**
   * Applies the queued changes and reports the results. Returns the items to process again, since an earlier item of their
   * loop has failed. Throws `TaskFailed` and `Interrupted`.
   */
  async flush(): Promise<readonly TaskEntry[]> {
    const queue = this.#queue;
    this.#queue = [];
    const changes = queue.filter((queued) => queued.kind === 'change');
    const isStopped = this.#node.run.stop.requested;
    const applied = new Map(changes.length > 0 && !isStopped ? zip(changes, await this.#apply(changes)) : []);
    for (const [i, queued] of queue.entries()) {
      const failedLoop = this.#tell(queued, queue.slice(i + 1), applied);
      if (failedLoop) return this.#drop(queue.slice(i + 1), failedLoop);
    }
    return [];
  }

  /** The loop whose item has failed in this batch, if further items follow. */
  #tell(
    queued: Queued,
    later: readonly Queued[],
    applied: ReadonlyMap<Queued, AppliedChange>,
  ): LoopProgress | undefined {
    const { progress } = queued.entry;
    const before = progress.failed;
    try {
      if (queued.kind === 'known') this.#services.outcomes.complete(queued.entry, queued.end);
      else this.#finish(queued, applied.get(queued));
    } catch (error) {
      this.#drop(later, undefined);
      throw error;
    }
    return progress.failed > before ? progress : undefined;
  }

  /** Entries after a failure have not been applied. */
  #drop(queue: readonly Queued[], loop: LoopProgress | undefined): readonly TaskEntry[] {
    for (const queued of queue.toReversed()) {
      if (queued.kind === 'known') queued.undo();
      if (queued.entry.progress !== loop) queued.entry.register.withdraw();
    }
    return queue.filter(({ entry }) => entry.progress === loop).map(({ entry }) => entry);
  }

  async #apply(changes: readonly Change[]): Promise<AppliedChange[]> {
    const { renderer, batches } = this.#services;
    const lookahead = await renderer.lookahead();
    return batches.apply(
      this.#node.host,
      changes.map(({ pending }) => pending),
      lookahead,
    );
  }

  #finish({ entry, pending, changes }: Change, applied: AppliedChange | undefined): void {
    if (!applied) throw new Interrupted();
    const end = appliedResult(applied, changes);
    const { handlers } = this.#node.host;
    if (end.status !== 'failed' && pending.asHandler) handlers.markRun(pending.asHandler);
    this.#services.outcomes.complete(entry, end);
  }
}

const zip = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] =>
  as.flatMap((a, i) => (bs[i] === undefined ? [] : [[a, bs[i]] as [A, B]]));
