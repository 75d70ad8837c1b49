import type { Task } from '../../playbook/types.ts';
import { EndHost, PlayStopped, TaskFailed } from '../errors.ts';
import type { HostState } from '../host/host-state.ts';
import type { PlaySteps } from './play-steps.ts';
import type { Position } from './position.ts';

export interface NodeStepsOptions {
  readonly host: HostState;
  readonly steps: PlaySteps;
  /** The part's place in the play. */
  readonly place: number;
}

/** The position of one node in its part of the play, and its coordination with the other hosts of the batch. */
export class NodeSteps {
  readonly #host: HostState;
  readonly #steps: PlaySteps;
  readonly #path: number[];
  /** The position at which the current error was thrown. Set as it propagates, cleared by the next work that succeeds. */
  #failedAt: Position | undefined;
  /** Whether a failure of this or another host has ended the play for it, so that the rest does not synchronize with other hosts. */
  #isOut = false;

  constructor({ host, steps, place }: NodeStepsOptions) {
    this.#host = host;
    this.#steps = steps;
    this.#path = [place];
  }

  get position(): Position {
    return [...this.#path];
  }

  /** Does work at a position below the current one. */
  async within<T>(place: number, work: () => Promise<T>): Promise<T> {
    this.#path.push(place);
    this.#host.variables.dynamic.position = this.position;
    try {
      const value = await work();
      this.#failedAt = undefined;
      return value;
    } catch (error) {
      this.#failedAt ??= this.position;
      throw error;
    } finally {
      this.#path.pop();
      this.#host.variables.dynamic.position = this.position;
    }
  }

  /** Called before a task. `isClear`: all earlier tasks are done. Throws `EndHost` if `meta` has ended the play on another host. */
  begin(isClear: boolean): void {
    const { end } = this.#steps;
    if (end && !this.#isOut && this.#steps.hasEnded(this.#path)) throw new EndHost(end);
    if (isClear) this.#steps.reach(this.#host.name, this.position);
  }

  /**
   * Waits until the hosts before this one in the play's order are beyond the current task, or have started its include. All
   * earlier tasks are done. A host with an unrescued failure also takes its turn, in an `always`.
   */
  async turn(isInclude: boolean): Promise<void> {
    await this.#waits(this.#steps.turn(this.#host.name, this.position, isInclude));
  }

  /** Called before a task that all hosts run together: waits for the others. Throws `PlayStopped` if the play has ended before it. */
  async assemble(): Promise<void> {
    if (!this.#isOut) await this.#waits(this.#steps.assemble(this.#host.name, this.position));
  }

  /** Does work that only a limited number of hosts may do at the same time. */
  throttled(task: string, most: number, work: () => Promise<void>): Promise<void> {
    return this.#steps.throttled(task, most, work);
  }

  /** Waits until all other hosts have reached the current task. */
  async gather(): Promise<void> {
    if (!this.#isOut) await this.#waits(this.#steps.gather(this.#host.name, this.position));
  }

  /** Called after a task that all hosts run together. Throws `PlayStopped` if a failure of the task ends the play. */
  async meet(task: Task): Promise<void> {
    if (!this.#isOut && this.#steps.isTogether(task))
      await this.#waits(this.#steps.meet(this.#host.name, this.position));
  }

  isTogether(task: Task): boolean {
    return !this.#isOut && this.#steps.isTogether(task);
  }

  /** The decision of the first host that reached the current task; undefined if this host is the first. */
  get decision(): boolean | undefined {
    return this.#steps.decisionOf(this.#key);
  }

  decide(isDone: boolean): void {
    this.#steps.decide(this.#key, isDone);
  }

  /** `meta` ends the play for all hosts at the current task. */
  endPlay(action: 'end_play' | 'end_batch'): void {
    this.#steps.endAt(this.position, action);
  }

  /** Records an error that no rescue handles, and that may end the play for others. An `always` may still run, without synchronization. */
  lose(error: unknown): void {
    if (!(error instanceof TaskFailed || error instanceof PlayStopped)) return;
    if (error instanceof TaskFailed && !this.#isOut)
      this.#steps.fail(this.#host.name, error.entry.task, this.#failedAt ?? this.position);
    this.#isOut = true;
  }

  #waits(work: Promise<void>): Promise<void> {
    return this.#host.activity.during('waiting for the other hosts', work, 'others');
  }

  get #key(): string {
    return this.#path.join('.');
  }
}
