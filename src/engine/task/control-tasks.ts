import type { ControlEffect } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { madeTexts } from '../../expression/made-texts.ts';
import { REBOOT } from '../control/reboot.ts';
import type { Unknown } from '../../values/unknown.ts';
import { withFlags } from '../variables/flags-in-facts.ts';
import { setFacts } from '../variables/take-facts.ts';
import { takeUnknown, takeUnknownTasks } from '../variables/take-unknown.ts';
import { testConditions } from '../render/render-task.ts';
import type { RunEffect } from '../control/run-effect.ts';
import type { HostState } from '../host/host-state.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { NodeContext } from './node-context.ts';
import { evaluateOnce } from './node-context.ts';
import { onceKey } from './once-key.ts';
import { conclude } from '../render/own-conditions.ts';
import { showTurn } from './show-turn.ts';
import type { Taken } from './take.ts';
import type { PlacedInclude, TaskEntry } from './task-entry.ts';
import { textOf } from '../result/task-report.ts';
import { failedResult, okResult } from '../result/task-result.ts';
import type { TaskResult } from '../result/task-result.ts';

/** Runs control modules, which do not use the host's shell. */
export class ControlTasks {
  readonly #node: NodeContext;
  readonly #queue: ChangeQueue;

  constructor(node: NodeContext, queue: ChangeQueue) {
    this.#node = node;
    this.#queue = queue;
  }

  async take(entry: TaskEntry, effect: ControlEffect): Promise<Taken> {
    switch (effect.kind) {
      case 'result':
        return this.#takeResult(entry, effect);
      case 'set-fact':
        return this.#setFacts(entry, effect);
      case 'include':
        return this.#include(entry, effect.target);
      default:
        return this.#queue.hasPending ? 'again' : this.#perform(entry, effect);
    }
  }

  async #perform(entry: TaskEntry, effect: RunEffect): Promise<Taken> {
    const { run, host, flushHandlers } = this.#node;
    if (effect.kind === 'reboot') showTurn(this.#node, entry, () => ({ kind: 'reboot', shown: [REBOOT] }));
    if (entry.task.runOnce === true) return this.#performOnce(entry, effect);
    if (effect.kind === 'meta' && effect.action === 'flush_handlers') await flushHandlers();
    else this.#queue.report(entry, await run.perform(effect, entry, host));
    return 'done';
  }

  /** The first host runs it; the others receive its result, and its variables. */
  async #performOnce(entry: TaskEntry, effect: RunEffect): Promise<Taken> {
    const { run, host } = this.#node;
    return this.#reportOnce(
      entry,
      () => run.perform(effect, entry, host),
      async () => {
        const rendering = run.onceRendered.get(this.#keyOf(entry))?.rendering;
        const first = rendering?.kind === 'control' ? rendering.effect : effect;
        if (first.kind === 'include-vars') await run.perform(first, entry, host);
      },
    );
  }

  /** `onOthers`: what hosts do that the task has not run on, if it has succeeded. */
  async #reportOnce(entry: TaskEntry, work: () => Promise<TaskResult>, onOthers?: () => Promise<void>): Promise<Taken> {
    const { value, isFirst } = await this.#node.run.once(this.#keyOf(entry), work);
    if (!isFirst && value.status !== 'failed') await onOthers?.();
    if (isFirst) this.#queue.report(entry, value);
    else this.#queue.takeOver(entry, value);
    return 'done';
  }

  #keyOf(entry: TaskEntry): string {
    return onceKey(this.#node, entry);
  }

  async #takeResult(entry: TaskEntry, effect: Extract<ControlEffect, { kind: 'result' }>): Promise<Taken> {
    if (effect.failed !== undefined && this.#queue.hasPending) return 'again';
    const isQuiet = effect.verbosity !== undefined && effect.verbosity > this.#node.run.verbosity;
    const end =
      effect.failed === undefined
        ? okResult(effect.result, isQuiet ? undefined : effect.message)
        : failedResult({ message: effect.failed }, effect.result);
    const concluded = () => evaluateOnce(this.#node, () => conclude(entry, end));
    if (entry.task.runOnce === true) return this.#reportOnce(entry, concluded);
    this.#queue.report(entry, await concluded());
    return 'done';
  }

  async #setFacts(
    entry: TaskEntry,
    { facts: written, isCacheable }: Extract<ControlEffect, { kind: 'set-fact' }>,
  ): Promise<Taken> {
    const { run } = this.#node;
    const own = withFlags(written, entry.task.args);
    const facts =
      entry.task.runOnce === true ? (await run.once(this.#keyOf(entry), () => Promise.resolve(own))).value : own;
    const { dynamic, facts: gathered } = (await this.#factsHost(entry)).variables;
    const undo = dynamic.keep(Object.keys(facts));
    for (const [name, value] of Object.entries(facts))
      dynamic.setMade(name, value, madeTexts(entry.task.args, { [name]: value }));
    if (isCacheable) setFacts(gathered, facts);
    this.#queue.report(entry, okResult({ ansible_facts: facts }), undo);
    return 'done';
  }

  /** Marks the names that a task, or the tasks that it may include, would set as unknown. */
  async takeUnknown(entry: TaskEntry, { reason }: Unknown): Promise<void> {
    const { variables } = await this.#factsHost(entry);
    const { scope, task, asInclude } = entry;
    if (!asInclude) takeUnknown(task, { variables, scope, reason, isSure: surelyRuns(entry) });
    else takeUnknownTasks(asInclude.include, { variables, scope, reason, isSure: false });
  }

  async #factsHost({ task, scope }: TaskEntry): Promise<HostState> {
    const { run, host } = this.#node;
    return task.delegateTo && task.delegateFacts === true ? run.delegate(textOf(task.delegateTo, scope)) : host;
  }

  async #include(entry: TaskEntry, target: string): Promise<Taken> {
    const { asInclude } = entry;
    if (!asInclude) throw new Error(`${entry.task.id} is not an include`);
    const { run } = this.#node;
    const end = okResult({ include: target, include_args: {} });
    const work = () => load(asInclude, target);
    const { value: included, isFirst } =
      entry.task.runOnce === true ? await run.once(this.#keyOf(entry), work) : { value: await work(), isFirst: true };
    if (!isFirst) {
      this.#queue.takeOver(entry, end);
      return 'done';
    }
    run.review?.cover(this.#node.label, included.items, entry);
    this.#queue.report(entry, end);
    asInclude.collect({ included, variables: entry.loop });
    return 'done';
  }
}

/** Whether the conditions hold and the loop, if there is one, contains the item. */
const surelyRuns = ({ task, item, scope }: TaskEntry): boolean =>
  (task.loop === undefined || item !== undefined) && testConditions(task, scope) === undefined;

/** Limits the depth of includes, since an include that includes itself would never end. */
const MOST_DEEP = 64;

function load({ include, depth }: PlacedInclude, target: string) {
  if (depth < MOST_DEEP) return include.load(target);
  throw new ModuleFailure(
    `${target} is included ${MOST_DEEP} levels deep`,
    'A file that includes itself needs a when that ends it.',
  );
}
