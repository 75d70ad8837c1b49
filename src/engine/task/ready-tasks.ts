import { traceParams } from '../batch/trace-batch.ts';
import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { planTask } from '../../predict/plan-task.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { NodeBatches } from './node-batches.ts';
import type { NodeContext } from './node-context.ts';
import { isCheck } from './node-context.ts';
import { timeoutOf } from '../render/task-limits.ts';
import { observeMissing, planOn } from './plan-on.ts';
import { onceKey } from './once-key.ts';
import { prepareChange } from './prepare-change.ts';
import { showTurn } from './show-turn.ts';
import type { Taken } from './take.ts';
import type { TaskEntry } from './task-entry.ts';
import type { TaskOutcomes } from '../result/task-outcomes.ts';
import type { TaskRenderer } from '../render/task-renderer.ts';
import { isHidden, shownAs } from '../result/task-report.ts';
import { intentionOf, intentionWithout, isDoubtfulHandler } from './intention.ts';
import { isUncertainResult, mayChangeResult, okResult, wouldChangeResult } from '../result/task-result.ts';
import { isReadOnlyAction, isUnbatched, UnbatchedTasks } from './unbatched-tasks.ts';

interface Services {
  readonly renderer: TaskRenderer;
  readonly batches: NodeBatches;
  readonly outcomes: TaskOutcomes;
  readonly queue: ChangeQueue;
}

/** Processes tasks whose parameters are final: compares them with the host and queues the changes. */
export class ReadyTasks {
  readonly #node: NodeContext;
  readonly #services: Services;
  readonly #unbatched: UnbatchedTasks;

  constructor(node: NodeContext, services: Services) {
    this.#node = node;
    this.#services = services;
    this.#unbatched = new UnbatchedTasks(node, services);
  }

  take(entry: TaskEntry, ready: RenderedTask): Promise<Taken> {
    if (!isHidden(entry.task)) traceParams(this.#node.host.tracer, shownAs(entry).label, ready);
    const isAlone =
      isUnbatched(entry.task) || isReadOnlyAction(ready) || ready.context.checkMode !== isCheck(this.#node);
    return isAlone ? this.#takeAlone(entry, ready) : this.#takeWithOthers(entry, ready);
  }

  /** Whether the conditions are unknown but the task would change nothing even if they held. If so, the task is reported. */
  async isIdleAnyway(entry: TaskEntry): Promise<boolean> {
    const { renderer, queue } = this.#services;
    const { task, scope } = entry;
    if (!isCheck(this.#node) || task.when.length === 0 || isUnbatched(task)) return false;
    const rendering = await renderer.render({ ...task, when: [] }, scope);
    if (rendering.kind !== 'ready' || rendering.ready.module.kind !== 'state') return false;
    const seconds = timeoutOf(entry, this.#node.run);
    await renderer.observe(renderer.queriesOf(rendering.ready), seconds);
    await observeMissing(this.#node.host, rendering.ready, seconds);
    if (planTask(rendering.ready, this.#node.host.overlay).status !== 'ok') return false;
    queue.report(entry, { ...okResult(), result: new Unknown(`"${entry.label}" may be skipped`) });
    return true;
  }

  async #takeWithOthers(entry: TaskEntry, ready: RenderedTask): Promise<Taken> {
    const { host } = this.#node;
    const { renderer, queue, outcomes } = this.#services;
    const queries = renderer.queriesOf(ready);
    if (queries.length > 0 && queue.hasPending && host.overlay.hasUnlistedEffects) return 'again';
    const seconds = timeoutOf(entry, this.#node.run);
    await renderer.observe(queries, seconds);
    const planned = await planOn(host, ready, { node: this.#node, seconds });
    if (queue.hasPending && (planned.status === 'may-change' || planned.status === 'failed')) return 'again';
    if (planned.status === 'change') this.#takeChange(entry, ready, planned);
    else {
      showTurn(this.#node, entry, () => intentionWithout(planned, ready));
      queue.report(entry, outcomes.ofPlan(planned, ready, entry));
    }
    return 'done';
  }

  #takeChange(entry: TaskEntry, ready: RenderedTask, planned: PlannedChange): void {
    const { host } = this.#node;
    const { outcomes, queue } = this.#services;
    const changes = outcomes.reportable(entry.task, planned, host);
    const { notifies, asHandler } = entry;
    const isDoubtful = isDoubtfulHandler(this.#node, entry);
    showTurn(this.#node, entry, () => intentionOf({ ready, planned, shown: changes }, isDoubtful));
    host.overlay.record(planned.predictions, planned.writes, entry.label, planned.isUncertain);
    const end = wouldChangeResult(planned, changes, entry.label);
    if (!isCheck(this.#node)) {
      entry.register.set(entry.index, end.result);
      const limited = prepareChange({ entry, ready, planned, target: host }, this.#node.run);
      queue.add({
        entry,
        changes,
        pending: { ready, planned: limited, notifies, asHandler, ...shownAs(entry), isHidden: isHidden(entry.task) },
      });
      return;
    }
    for (const handler of notifies)
      host.handlers.notify(handler, isDoubtful || isUncertainResult(end) ? 'may' : 'will');
    queue.report(entry, isDoubtful ? mayChangeResult('it is not known yet whether it is going to be notified') : end);
  }

  async #takeAlone(entry: TaskEntry, ready: RenderedTask): Promise<Taken> {
    const { queue } = this.#services;
    if (queue.hasPending) return 'again';
    if (entry.task.runOnce === true) return this.#takeOnce(entry, ready);
    const result = await this.#unbatched.run(entry, ready);
    queue.report(result.entry, result.end);
    return 'done';
  }

  /** The first host that reaches the task runs it; the others receive its result. */
  async #takeOnce(entry: TaskEntry, ready: RenderedTask): Promise<Taken> {
    const { value, isFirst } = await this.#node.run.once(onceKey(this.#node, entry), () =>
      this.#unbatched.run(entry, ready),
    );
    if (isFirst) this.#services.queue.report(value.entry, value.end);
    else this.#services.queue.takeOver(entry, value.end);
    return 'done';
  }
}
