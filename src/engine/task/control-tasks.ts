import type { ControlEffect } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { RunEffect } from '../control/perform-effect.ts';
import type { HostState } from '../host/host-state.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { NodeContext } from './node-context.ts';
import { conclude } from './own-conditions.ts';
import type { Taken } from './take.ts';
import type { PlacedInclude, TaskEntry } from './task-entry.ts';
import { textOf } from './task-report.ts';
import { failedResult, okResult } from './task-result.ts';

/** Does what control modules ask: nothing of the host's shell. */
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
        return this.#setFacts(entry, effect.facts);
      case 'include':
        return this.#include(entry, effect.target);
      default:
        return this.#queue.hasPending ? 'again' : this.#perform(entry, effect);
    }
  }

  async #perform(entry: TaskEntry, effect: RunEffect): Promise<Taken> {
    const { run, host, flushHandlers } = this.#node;
    if (effect.kind === 'meta' && effect.action === 'flush_handlers') await flushHandlers();
    else this.#queue.report(entry, await run.perform(effect, entry, host));
    return 'done';
  }

  #takeResult(entry: TaskEntry, effect: Extract<ControlEffect, { kind: 'result' }>): Taken {
    if (effect.failed !== undefined && this.#queue.hasPending) return 'again';
    const isQuiet = effect.verbosity !== undefined && effect.verbosity > this.#node.run.verbosity;
    const end =
      effect.failed === undefined
        ? okResult(effect.result, isQuiet ? undefined : effect.message)
        : failedResult({ message: effect.failed });
    this.#queue.report(entry, conclude(entry, end));
    return 'done';
  }

  async #setFacts(entry: TaskEntry, facts: Readonly<Record<string, unknown>>): Promise<Taken> {
    const { dynamic } = (await this.#factsHost(entry)).variables;
    const before = [...dynamic].filter(([name]) => Object.hasOwn(facts, name));
    for (const [name, value] of Object.entries(facts)) dynamic.set(name, value);
    this.#queue.report(entry, okResult({ ansible_facts: facts }), () => {
      for (const name of Object.keys(facts)) dynamic.delete(name);
      for (const [name, value] of before) dynamic.set(name, value);
    });
    return 'done';
  }

  async #factsHost({ task, scope }: TaskEntry): Promise<HostState> {
    const { run, host } = this.#node;
    return task.delegateTo && task.delegateFacts ? run.delegate(textOf(task.delegateTo, scope)) : host;
  }

  async #include(entry: TaskEntry, target: string): Promise<Taken> {
    const { asInclude } = entry;
    if (!asInclude) throw new Error(`${entry.task.id} is no include`);
    const included = await load(asInclude, target);
    this.#queue.report(entry, okResult({ include: target, include_args: {} }));
    asInclude.collect({ included, variables: entry.loop });
    return 'done';
  }
}

/** An include that includes itself without an end would never stop. */
const MOST_DEEP = 64;

function load({ include, depth }: PlacedInclude, target: string) {
  if (depth < MOST_DEEP) return include.load(target);
  throw new ModuleFailure(
    `${target} is included ${MOST_DEEP} levels deep`,
    'A file that includes itself needs a when that ends it.',
  );
}
