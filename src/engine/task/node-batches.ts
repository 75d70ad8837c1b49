import { BatchId } from '../batch/batch-id.ts';
import { applyBatch } from '../batch/apply-batch.ts';
import type { AppliedChange, QueuedChange } from '../batch/queued-change.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import { handlersDirectory } from '../ownership/project-scope.ts';
import type { HostState } from '../host/host-state.ts';
import type { Ahead } from '../../query/ahead.ts';
import { quote } from '../../query/quote.ts';
import { fileNameOf } from '../../values/file-name.ts';
import type { NodeContext } from './node-context.ts';

/** The batches of one node: their names, and the handlers that they have recorded as pending. */
export class NodeBatches {
  readonly #node: NodeContext;
  /** Batches so far. Counted up and read by `nextId`; kept until the node ends. */
  #count = 0;
  /** Handlers with a record on the host, which is written before the change that notifies them. Kept until the node ends. */
  readonly #recorded = new Set<PlacedHandler>();

  constructor(node: NodeContext) {
    this.#node = node;
  }

  /** The file name of the next batch. */
  nextId(): string {
    const { run, label } = this.#node;
    return fileNameOf(new BatchId(run.runId, label.node, this.#count++));
  }

  apply(host: HostState, changes: readonly QueuedChange[], lookahead?: Ahead): Promise<AppliedChange[]> {
    for (const handler of changes.flatMap(({ notifies }) => notifies)) this.#recorded.add(handler);
    const prologue = host === this.#node.host ? this.#node.prologue() : [];
    return this.#applyBatch(host, { changes, prologue, lookahead });
  }

  /** Records on the node's host that these handlers will be due, for a change on another host. */
  async recordPending(handlers: readonly PlacedHandler[]): Promise<void> {
    if (handlers.length === 0) return;
    for (const handler of handlers) this.#recorded.add(handler);
    const { host, prologue, run } = this.#node;
    const directory = handlersDirectory(host.stateDirectory, run.scope);
    const names = handlers.map(({ record }) => quote(`${directory}/${record}`));
    const commands = [`mkdir -p -m 700 ${quote(directory)}`, ...names.map((name) => `printf '' > ${name}`)];
    await this.#applyBatch(host, { changes: [], prologue: [...prologue(), ...commands] });
  }

  /** Removes the records of handlers that were not notified after all. */
  forgetPending(handlers: readonly PlacedHandler[]): void {
    const needless = handlers.filter((handler) => this.#recorded.has(handler));
    if (needless.length > 0) this.#node.onNeedless(needless);
  }

  #applyBatch(
    host: HostState,
    batch: {
      readonly changes: readonly QueuedChange[];
      readonly prologue: readonly string[];
      readonly lookahead?: Ahead | undefined;
    },
  ): Promise<AppliedChange[]> {
    const { playbookDirectory, files, sink, scope } = this.#node.run;
    return applyBatch({
      ...batch,
      host,
      id: this.nextId(),
      handlersDirectory: handlersDirectory(host.stateDirectory, scope),
      baseDirectory: playbookDirectory(),
      files,
      sink,
    });
  }
}
