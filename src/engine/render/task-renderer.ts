import type { Within } from '../../controller/run-locally.ts';
import { withoutLocalCommands } from '../../controller/run-locally.ts';
import type { Role, Task } from '../../playbook/types.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import { listQueries, listWays } from '../../predict/plan-task.ts';
import { isSelected } from '../../plan/select-tags.ts';
import type { PasswdAnswer } from '../../query/accounts/passwd.ts';
import { passwd } from '../../query/accounts/passwd.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';
import { observeWithin } from '../task/observe-within.ts';
import { targetOf } from '../task/target-of.ts';
import { fileExcerpt } from '../../query/files/file-excerpt.ts';
import type { Ahead } from '../../query/ahead.ts';
import type { Query } from '../../query/query.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { taskScope } from '../../variables/host-variables.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import type { LoopItem } from './loop-items.ts';
import { loopItems } from './loop-items.ts';
import type { NodeContext } from '../task/node-context.ts';
import { evaluateFor, isCheck, resolve } from '../task/node-context.ts';
import { isHidden } from '../result/task-report.ts';
import type { Rendering } from './render-task.ts';
import { renderTask } from './render-task.ts';
import { aheadSecondsOf, timeoutOf } from './task-limits.ts';

export interface PlacedTask {
  readonly task: Task;
  readonly place: VariablePlace;
}

/** Renders the tasks of a node, and runs their queries together with those of later tasks. */
export class TaskRenderer {
  readonly #node: NodeContext;
  /**
   * The current task and the later ones of its list. Set by `TaskRunner` before each task, read when hosts are observed and batches
   * are applied, emptied at the end of the list.
   */
  #upcoming: readonly PlacedTask[] = [];
  /** The places of imported roles, by the place of the import. Set and read by `scope`; kept until the node ends. */
  readonly #imported = new WeakMap<VariablePlace, Map<Role, VariablePlace>>();

  constructor(node: NodeContext) {
    this.#node = node;
  }

  set upcoming(tasks: readonly PlacedTask[]) {
    this.#upcoming = tasks;
  }

  scope(task: Task, place: VariablePlace, loop: Readonly<Record<string, unknown>>): LayeredScope {
    return taskScope(this.#node.host.variables, this.#placeOf(task, place), task, loop);
  }

  render(task: Task, scope: LayeredScope): Promise<Rendering> {
    return evaluateFor(this.#node, (within) => this.#render(task, scope, within));
  }

  async #render(task: Task, scope: LayeredScope, within: Within): Promise<Rendering> {
    const { run, host } = this.#node;
    const { shellUser, loginUser } = host.session;
    const rendering = await renderTask(task, {
      scope,
      within,
      files: run.files,
      host: host.traits,
      checkMode: isCheck(this.#node),
      shellUser,
      loginUser,
      now: run.now,
      onSecret: run.onSecret,
      homeOf: (user) => this.#homeOf(user, task, scope),
      workingDirectory: () => this.#workingDirectory(task, scope),
    });
    if (isHidden(task) && rendering.kind === 'ready') host.tracer.hide(this.queriesOf(rendering.ready));
    return rendering;
  }

  /**
   * An unknown value may only be late: the facts of a slow host, or a variable that another host sets. It is waited for if `mayWait`,
   * that is, if no change is queued that another host may wait for. Commands of expressions run on this machine only then, too: they may
   * depend on the change.
   */
  async renderKnown(
    task: Task,
    { rescope, mayWait }: { readonly rescope: () => LayeredScope; readonly mayWait: boolean },
  ): Promise<Rendering> {
    for (;;) {
      const scope = rescope();
      const rendering = await (mayWait ? this.render(task, scope) : this.#render(task, scope, withoutLocalCommands));
      if (rendering.kind !== 'unknown' || !mayWait || !(await resolve(rendering.unknown, this.#node))) return rendering;
    }
  }

  queriesOf(ready: RenderedTask): readonly Query[] {
    const queries = [...listQueries(ready), ...listWays(ready)];
    if (!this.#node.run.withDiff) return queries;
    return [
      ...queries,
      ...queries.flatMap((query) => (query.kind.name === 'fileHash' ? [fileExcerpt(query.args as string)] : [])),
    ];
  }

  /** Runs the queries whose answers are unknown, within the task's time limit, and those of later tasks. Throws `ModuleFailure`. */
  async observe(queries: readonly Query[], seconds: number): Promise<void> {
    const { host } = this.#node;
    if (host.answers.missing(queries).length === 0) return;
    await observeWithin(host, queries, { seconds, ahead: await this.#ahead(this.#upcoming.slice(1)) });
  }

  /** The queries of the current and later tasks, for a batch that will invalidate answers. */
  lookahead(): Promise<Ahead> {
    return this.#ahead(this.#upcoming);
  }

  async #ahead(tasks: readonly PlacedTask[]): Promise<Ahead> {
    return { queries: await this.prefetch(tasks), seconds: aheadSecondsOf(this.#node.run) };
  }

  /** The queries of tasks, as far as they are known now; tasks that can't be rendered yet are skipped. Runs no commands on this machine. */
  async prefetch(tasks: readonly PlacedTask[]): Promise<Query[]> {
    const queries: Query[] = [];
    for (const { task, place } of tasks) {
      // a task with a time limit is asked for by itself
      if (task.delegateTo || task.timeout || !isSelected(task.tags, this.#node.run.tags)) continue;
      const items = withoutLocalCommands(() => loopItems(task, this.scope(task, place, {})));
      if (!Array.isArray(items)) continue;
      for (const item of items as readonly LoopItem[]) {
        const scope = this.scope(task, place, item.variables);
        const rendering = await this.#render(task, scope, withoutLocalCommands);
        if (rendering.kind === 'ready')
          queries.push(...this.queriesOf(rendering.ready).filter(({ kind }) => kind.volatile !== true));
      }
    }
    return queries;
  }

  /** Where Ansible's modules run. */
  async #workingDirectory(task: Task, scope: LayeredScope): Promise<string | Unknown | undefined> {
    const { session } = await targetOf(task, scope, this.#node);
    return session.isLocal ? this.#node.run.playbookDirectory() : this.#homeOf(session.loginUser, task, scope);
  }

  /** As the tasks before it leave it. */
  async #homeOf(user: string, task: Task, scope: LayeredScope): Promise<string | Unknown | undefined> {
    const host = await targetOf(task, scope, this.#node);
    const query = passwd(user);
    await observeWithin(host, [query], { seconds: timeoutOf({ task, scope }, this.#node.run) });
    const { answer, tainted } = host.overlay.know(query);
    if (isUnknown(answer)) return answer;
    const account = answer as PasswdAnswer;
    if (tainted === 'yes' || (tainted === 'if-absent' && account === null))
      return new Unknown(`an earlier change may alter the account ${user}`);
    return account?.home;
  }

  /** A task of an imported role sees that role's variables, over those of the role that it was imported into. */
  #placeOf({ role }: Task, place: VariablePlace): VariablePlace {
    if (role === undefined || role === place.role) return place;
    const imported = this.#imported.get(place) ?? new Map<Role, VariablePlace>();
    this.#imported.set(place, imported);
    const own = imported.get(role) ?? { ...place, role, outerRole: place.role };
    imported.set(role, own);
    return own;
  }
}
