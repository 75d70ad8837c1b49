import { ModuleFailure } from '../../module-api/module.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import { InternalError, Interrupted, isOrderly, taskFailure } from '../errors.ts';
import type { Failure } from '../events.ts';
import type { Rendering } from '../render/render-task.ts';
import { testConditions } from '../render/render-task.ts';
import { settleKnown } from '../render/settle-keywords.ts';
import { TaskRenderer } from '../render/task-renderer.ts';
import { TaskOutcomes } from '../result/task-outcomes.ts';
import { itemOf, labelOf, textOf } from '../result/task-report.ts';
import { failedResult, skippedResult } from '../result/task-result.ts';
import { ChangeQueue } from './change-queue.ts';
import { ControlTasks } from './control-tasks.ts';
import { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import { onceKey } from './once-key.ts';
import { evaluateOnce, isCheck } from './node-context.ts';
import { ReadyTasks } from './ready-tasks.ts';
import { mayChangeHost } from './intention.ts';
import { showTurn } from './show-turn.ts';
import type { Taken } from './take.ts';
import type { TaskEntry } from './task-entry.ts';

/**
 * Processes a task's items one by one, until each is reported or queued as a change. Changes are applied together, when
 * a later item needs their effect, at the latest by `flush`.
 */
export class ItemRunner {
  readonly batches: NodeBatches;
  readonly renderer: TaskRenderer;
  readonly #node: NodeContext;
  readonly #outcomes: TaskOutcomes;
  readonly #queue: ChangeQueue;
  readonly #ready: ReadyTasks;
  readonly #control: ControlTasks;

  constructor(node: NodeContext) {
    this.#node = node;
    this.batches = new NodeBatches(node);
    this.renderer = new TaskRenderer(node);
    this.#outcomes = new TaskOutcomes(node, this.batches);
    const services = { renderer: this.renderer, batches: this.batches, outcomes: this.#outcomes };
    this.#queue = new ChangeQueue(node, services);
    this.#ready = new ReadyTasks(node, { ...services, queue: this.#queue });
    this.#control = new ControlTasks(node, this.#queue);
  }

  /** Whether changes are queued, so that items rendered now may have to be rendered again after them. */
  get hasPending(): boolean {
    return this.#queue.hasPending;
  }

  /** Applies the queued changes and reports the results. */
  async flush(): Promise<void> {
    for (;;) {
      const again = await this.#queue.flush();
      if (again.length === 0) return;
      for (const entry of again) await this.run(entry);
    }
  }

  /** Throws `TaskFailed` and `Interrupted`. */
  async run(first: TaskEntry): Promise<void> {
    const { run, label } = this.#node;
    const { host, node } = label;
    const task = labelOf(first);
    run.sink({ event: 'task.started', host, node: node.toString(), task });
    const activity = this.#node.host.activity.begin('running', { task, item: itemOf(first) });
    try {
      await this.#takeUntilDone(first);
    } finally {
      activity.end();
    }
  }

  /** Handles an invalid loop. Throws as `run` does. */
  async runWithoutItems(entry: TaskEntry, items: Unknown | Failure): Promise<void> {
    await this.#guard(entry, () => this.#takeWithoutItems(entry, items));
  }

  /** As in Ansible, conditions that don't hold come first. */
  async #takeWithoutItems(entry: TaskEntry, items: Unknown | Failure): Promise<Taken> {
    const condition = await evaluateOnce(this.#node, () => testConditions(entry.task, entry.scope));
    const rendering: Rendering = isUnknown(items)
      ? { kind: 'unknown', reason: items.reason, unknown: items }
      : { kind: 'failed', ...items };
    const seen = condition?.kind === 'skipped' ? condition : rendering;
    await this.#declare(entry, seen);
    return this.#take(entry, seen);
  }

  async #takeUntilDone(first: TaskEntry): Promise<void> {
    while ((await this.#guard(first, () => this.#attempt(first))) === 'again') {
      await this.flush();
      if (this.#node.run.stop.requested) throw new Interrupted();
    }
  }

  /** Turns a user's mistake that is found during the run into a failure of the task. */
  async #guard(entry: TaskEntry, take: () => Promise<Taken>): Promise<Taken> {
    try {
      return await take();
    } catch (error) {
      if (isOrderly(error)) throw error;
      const failure = taskFailure(error);
      if (!failure) throw new InternalError(error, labelOf(entry));
      if (this.#queue.hasPending) return 'again';
      if (entry.asInclude) this.#node.onPassedOver(entry.asInclude.include, 'unknown');
      this.#queue.report(entry, failedResult(failure));
      return 'done';
    }
  }

  async #attempt(first: TaskEntry): Promise<Taken> {
    const rendering = await this.renderer.renderKnown(first.task, {
      rescope: first.rescope,
      mayWait: !this.#queue.hasPending,
    });
    const scope = first.rescope();
    const task = await evaluateOnce(this.#node, () => settleKnown(first.task, scope));
    const entry = { ...first, scope, task };
    await this.#declare(entry, rendering);
    return this.#take(entry, entry.task.runOnce === true ? this.#renderedOnce(entry, rendering) : rendering);
  }

  /** As in Ansible, one host renders a run_once task: whether the others could render it does not matter. */
  #renderedOnce(entry: TaskEntry, own: Rendering): Rendering {
    const { onceRendered } = this.#node.run;
    const { name } = this.#node.host;
    const key = onceKey(this.#node, entry);
    const known = onceRendered.get(key);
    if (own.kind === 'skipped') return own;
    if (own.kind === 'failed' || own.kind === 'unknown') return known ? known.rendering : own;
    if (!known || known.host === name) onceRendered.set(key, { host: name, rendering: own });
    return own;
  }

  /** An item that will be rendered again is not yet recorded as declared. */
  async #declare({ task, scope, asInclude }: TaskEntry, rendering: Rendering): Promise<void> {
    const { kind } = rendering;
    if (this.#queue.hasPending && (kind === 'unknown' || kind === 'failed')) return;
    if (asInclude) {
      if (kind !== 'control') this.#node.onPassedOver(asInclude.include, kind === 'skipped' ? kind : 'unknown');
      return;
    }
    await this.#node.onDeclared({
      task,
      rendering,
      notify: await evaluateOnce(this.#node, () => task.notify.map((topic) => textOf(topic, scope))),
      unconditional: () => this.renderer.render({ ...task, when: [] }, scope),
    });
  }

  async #take(bare: TaskEntry, rendering: Rendering): Promise<Taken> {
    if (rendering.kind === 'skipped') {
      showTurn(this.#node, bare, () => ({ kind: 'idle', why: rendering.reason }));
      this.#queue.report(bare, skippedResult(rendering.reason));
      return 'done';
    }
    const { hasPending } = this.#queue;
    if (hasPending && (rendering.kind === 'unknown' || rendering.kind === 'failed')) return 'again';
    if (rendering.kind === 'failed') {
      this.#queue.report(bare, failedResult(rendering));
      return 'done';
    }
    const notifies = await evaluateOnce(this.#node, () => this.#outcomes.handlersOf(bare.task, bare.scope));
    if (isUnknown(notifies) && hasPending) return 'again';
    if (isUnknown(notifies) && !isCheck(this.#node)) throw new ModuleFailure(`notify is not known: ${notifies.reason}`);
    const entry = { ...bare, notifies: isUnknown(notifies) ? [] : notifies };
    if (rendering.kind === 'control') return this.#control.take(entry, rendering.effect);
    if (rendering.kind === 'ready') return this.#ready.take(entry, rendering.ready);
    if (await this.#ready.isIdleAnyway(entry)) return 'done';
    await this.#control.takeUnknown(entry, rendering.unknown);
    if (mayChangeHost(entry)) showTurn(this.#node, entry, () => ({ kind: 'may-change', reason: rendering.reason }));
    this.#queue.report(entry, this.#outcomes.ofUnknown(entry, rendering.reason));
    return 'done';
  }
}
