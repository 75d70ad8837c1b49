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

/** One node's way through its part of the play, and what it has to do with the other hosts of the batch. */
export class NodeSteps {
  readonly #host: HostState;
  readonly #steps: PlaySteps;
  readonly #path: number[];
  /** Where the error under way was thrown. Set on its way up, cleared by the next work that ends well. */
  #failedAt: Position | undefined;
  /** The host's failure, or another's, has ended the play for it: what still runs meets nobody. */
  #isOut = false;

  constructor({ host, steps, place }: NodeStepsOptions) {
    this.#host = host;
    this.#steps = steps;
    this.#path = [place];
  }

  get position(): Position {
    return [...this.#path];
  }

  /** Does work at a place below the present one. */
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

  /** Before a task. `isClear`: all before it is done. Throws `EndHost` where `meta` has ended the play on another host. */
  begin(isClear: boolean): void {
    const { end } = this.#steps;
    if (end && !this.#isOut && this.#steps.hasEnded(this.#path)) throw new EndHost(end);
    if (isClear) this.#steps.reach(this.#host.name, this.position);
  }

  /**
   * Waits until the hosts before this one in the order of the play are beyond the task in hand, or have begun what it includes. All
   * before it is done. A host whose failure nothing takes back takes its turn too, in an `always`.
   */
  async turn(isInclude: boolean): Promise<void> {
    await this.#waits(this.#steps.turn(this.#host.name, this.position, isInclude));
  }

  /** Before a task that all hosts do together: waits for the others. Throws `PlayStopped` where the play has ended before it. */
  async assemble(): Promise<void> {
    if (!this.#isOut) await this.#waits(this.#steps.assemble(this.#host.name, this.position));
  }

  /** Does work that at most so many hosts do at once. */
  throttled(task: string, most: number, work: () => Promise<void>): Promise<void> {
    return this.#steps.throttled(task, most, work);
  }

  /** Waits until all other hosts have come to the task in hand. */
  async gather(): Promise<void> {
    if (!this.#isOut) await this.#waits(this.#steps.gather(this.#host.name, this.position));
  }

  /** After a task that all hosts do together. Throws `PlayStopped` where it has failed somewhere, and that ends the play. */
  async meet(task: Task): Promise<void> {
    if (!this.#isOut && this.#steps.isTogether(task))
      await this.#waits(this.#steps.meet(this.#host.name, this.position));
  }

  isTogether(task: Task): boolean {
    return !this.#isOut && this.#steps.isTogether(task);
  }

  /** What the first host that came to the task in hand has decided for all; undefined: this host is the first. */
  get decision(): boolean | undefined {
    return this.#steps.decisionOf(this.#key);
  }

  decide(isDone: boolean): void {
    this.#steps.decide(this.#key, isDone);
  }

  /** `meta` ends the play for all hosts at the task in hand. */
  endPlay(action: 'end_play' | 'end_batch'): void {
    this.#steps.endAt(this.position, action);
  }

  /** An error that no rescue takes back: it may end the play for others. An `always` may still run; the others are not met there. */
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
