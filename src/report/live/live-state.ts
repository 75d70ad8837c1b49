import type { EngineEvent, TaskFinished, TaskLabel } from '../../engine/events.ts';
import { renderResultTitle, renderTaskTitle } from '../text/render-task-title.ts';

/** A role, or task list, that runs on a host. */
export interface LiveRole {
  readonly role: string;
  /** The current task, if one has begun. */
  readonly task: string | undefined;
  readonly sinceMs: number;
}

export interface LiveHost {
  readonly name: string;
  readonly running: ReadonlyMap<string, LiveRole>;
  readonly rolesDone: number;
  readonly changes: number;
  /** Why the host is no longer used. */
  readonly trouble: string | undefined;
}

interface Host extends LiveHost {
  running: Map<string, LiveRole>;
  rolesDone: number;
  changes: number;
  trouble: string | undefined;
}

/** The current state of a run according to its events. Times are those of the given clock. */
export class LiveState {
  readonly #clock: () => number;
  readonly #hosts = new Map<string, Host>();
  #startedMs = 0;
  #nodes = 0;
  #failures = 0;
  #isApply = true;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get hosts(): readonly LiveHost[] {
    return [...this.#hosts.values()];
  }

  get nodes(): number {
    return this.#nodes;
  }

  get failures(): number {
    return this.#failures;
  }

  get isApply(): boolean {
    return this.#isApply;
  }

  get nowMs(): number {
    return this.#clock();
  }

  get elapsedMs(): number {
    return this.nowMs - this.#startedMs;
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') {
      this.#startedMs = this.nowMs;
      this.#nodes = event.nodes;
      this.#isApply = event.mode === 'apply';
      for (const name of event.hosts) this.#host(name);
    } else if (event.event === 'host.problem') this.#host(event.host).trouble = event.problem;
    else if (event.event === 'role.started') this.#run(event.host, event.node, event.role);
    else if (event.event === 'role.finished') this.#endRole(event);
    else if (event.event === 'task.started') this.#startTask(event);
    else if (event.event === 'task.running') this.#beginTask(event);
    else if (event.event === 'task.finished' || event.event === 'handler.finished') this.#count(event);
  }

  #run(host: string, node: string, role: string, task?: string): void {
    this.#host(host).running.set(node, { role, task, sinceMs: this.nowMs });
  }

  #endRole({ host, node, status }: Extract<EngineEvent, { event: 'role.finished' }>): void {
    const state = this.#host(host);
    state.running.delete(node);
    state.rolesDone++;
    if (status === 'failed' || status === 'interrupted') state.trouble ??= status;
  }

  #startTask({ host, node, task }: { host: string; node: string; task: TaskLabel }): void {
    const role = this.#host(host).running.get(node)?.role ?? task.role ?? '';
    this.#run(host, node, role, renderTaskTitle({ ...task, role: undefined }));
  }

  /** A batch contains many tasks: the host reports which of them it has begun. */
  #beginTask({ host, task, item }: Extract<EngineEvent, { event: 'task.running' }>): void {
    const [node, running] = [...this.#host(host).running].at(-1) ?? [];
    if (node !== undefined)
      this.#run(host, node, running?.role ?? '', renderResultTitle({ task: { ...task, role: undefined }, item }));
  }

  #count({ host, status }: Pick<TaskFinished, 'host' | 'status'>): void {
    if (status === 'changed' || status === 'would-change') this.#host(host).changes++;
    if (status === 'failed') this.#failures++;
  }

  /** Hosts may join during a run. */
  #host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known) return known;
    const host = { name, running: new Map<string, LiveRole>(), rolesDone: 0, changes: 0, trouble: undefined };
    this.#hosts.set(name, host);
    return host;
  }
}
