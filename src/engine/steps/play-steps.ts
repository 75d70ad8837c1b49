import type { Play, Task } from '../../playbook/types.ts';
import { PlayStopped } from '../errors.ts';
import { ForkSlots } from './fork-slots.ts';
import { HostSteps } from './host-steps.ts';
import type { Position } from './position.ts';
import { after, comparePositions } from './position.ts';

export interface PlayStepsOptions {
  readonly play: Pick<Play, 'anyErrorsFatal' | 'maxFailPercentage'>;
  /** The batch's hosts that can be used, in the order of the play. */
  readonly hosts: readonly string[];
  readonly slots: ForkSlots;
  /** Told of a host that begins to wait: its connection may be given to another. */
  readonly onWait: (host: string) => void;
}

/** What the hosts of one batch of a play have to do with each other: who waits for whom, and what ends the batch for all. */
export class PlaySteps {
  readonly #options: PlayStepsOptions;
  readonly #hosts: HostSteps;
  /** Where hosts have failed so that no rescue can take it back. Set when a task fails, read where hosts meet; as long as the batch. */
  readonly #failed = new Map<string, Position>();
  /** Hosts that have nothing more to do. Set by `leave`; as long as the batch. */
  readonly #left = new Set<string>();
  /** What the first host has decided for all, by task. Set by that host, read by those that come later; as long as the batch. */
  readonly #decisions = new Map<string, boolean>();
  /** The places of tasks with `throttle`, by task. Made by the first host that comes; as long as the batch. */
  readonly #throttles = new Map<string, ForkSlots>();
  /** The first task whose failure ends the play for all. Set when it fails; read where hosts meet, before each node, and when the batch has ended. */
  #fatalAt: Position | undefined;
  /** Where `meta` has ended the batch, or the play. Set once by `endAt`, read before each node and task, and when the batch has ended. */
  #end: { readonly at: Position; readonly action: 'end_play' | 'end_batch' } | undefined;

  constructor(options: PlayStepsOptions) {
    this.#options = options;
    this.#hosts = new HostSteps(options.hosts);
  }

  /** The hosts of the batch, in the order of the play. */
  get hosts(): readonly string[] {
    return this.#options.hosts;
  }

  /** A failure has ended the play for all hosts. */
  get isFatal(): boolean {
    return this.#fatalAt !== undefined;
  }

  /** How `meta` has ended the batch, or the play. */
  get end(): 'end_play' | 'end_batch' | undefined {
    return this.#end?.action;
  }

  /** Whether hosts have to wait for each other after a task. */
  isTogether(task: Pick<Task, 'anyErrorsFatal'>): boolean {
    return this.#options.play.maxFailPercentage !== undefined || this.#isFatalTask(task);
  }

  #isFatalTask({ anyErrorsFatal }: Pick<Task, 'anyErrorsFatal'>): boolean {
    return (anyErrorsFatal ?? this.#options.play.anyErrorsFatal) === true;
  }

  /** Does work that at most so many hosts do at once; who waits for that holds no fork. */
  async throttled(task: string, most: number, work: () => Promise<void>): Promise<void> {
    const places = this.#throttles.get(task) ?? new ForkSlots(most);
    this.#throttles.set(task, places);
    await this.#options.slots.whileWaiting(places.take());
    try {
      await work();
    } finally {
      places.give();
    }
  }

  /** All before the position is done on the host. */
  reach(host: string, position: Position): void {
    this.#hosts.reach(host, position);
  }

  /** The host has nothing more to do in this batch. */
  leave(host: string): void {
    this.#left.add(host);
    this.#hosts.end(host);
  }

  hasLeft(host: string): boolean {
    return this.#left.has(host);
  }

  /** Whether the play has ended at the position, or before it. */
  isStopped(position: Position): boolean {
    return this.#fatalAt !== undefined && comparePositions(position, this.#fatalAt) >= 0;
  }

  /** A task has failed, and no rescue around it can take that back. */
  fail(host: string, task: Pick<Task, 'anyErrorsFatal'>, position: Position): void {
    const { play, hosts } = this.#options;
    if (!this.#failed.has(host)) this.#failed.set(host, position);
    const percentage = (this.#failed.size / hosts.length) * 100;
    if (this.#isFatalTask(task) || percentage > (play.maxFailPercentage ?? 100)) this.stop(position);
  }

  /** Whether the host has failed at a task that comes after the position: one host may be ahead of another. */
  hasFailedAfter(host: string, position: Position): boolean {
    const at = this.#failed.get(host);
    return at !== undefined && comparePositions(at, position) > 0;
  }

  /** Ends the play for all hosts. */
  stop(position: Position): void {
    if (!this.isStopped(position)) this.#fatalAt = position;
  }

  /** After a task: waits until all hosts have done it. Throws `PlayStopped` where it ended the play for all. */
  async meet(host: string, position: Position): Promise<void> {
    this.#hosts.reach(host, after(position));
    await this.#wait(host, this.#hosts.others(host), after(position));
    if (this.isStopped(position)) throw new PlayStopped();
  }

  /** Waits until the hosts before this one in the order of the play are beyond the task, or have begun what it includes. */
  async turn(host: string, position: Position, isInclude: boolean): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, this.#hosts.before(host), isInclude ? [...position, -1] : after(position));
  }

  /** Before a task: waits until all hosts have come to it. Throws `PlayStopped` where the play has ended before it. */
  async assemble(host: string, position: Position): Promise<void> {
    await this.gather(host, position);
    if (this.isStopped(position)) throw new PlayStopped();
  }

  /** Waits until all other hosts have come to the task. */
  async gather(host: string, position: Position): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, this.#hosts.others(host), position);
  }

  /** Waits until another host has done what comes before the position. */
  async peer(host: string, other: string, position: Position): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, [other], position);
  }

  hasReached(host: string, position: Position): boolean {
    return this.#hosts.hasReached(host, position);
  }

  /** What the first host that came to the task decided for all. */
  decisionOf(key: string): boolean | undefined {
    return this.#decisions.get(key);
  }

  decide(key: string, isDone: boolean): void {
    if (!this.#decisions.has(key)) this.#decisions.set(key, isDone);
  }

  /** From here on all hosts leave the batch at the position, or at the next task that they come to. */
  endAt(at: Position, action: 'end_play' | 'end_batch'): void {
    this.#end ??= { at, action };
  }

  /** Whether the batch has ended for who is at this position. */
  hasEnded(position: Position): boolean {
    return this.#end !== undefined && comparePositions(position, this.#end.at) > 0;
  }

  /** Nobody waits any more. */
  close(): void {
    this.#hosts.close();
  }

  async #wait(host: string, others: readonly string[], position: Position): Promise<void> {
    if (others.every((other) => this.#hosts.hasReached(other, position))) return;
    this.#options.onWait(host);
    await this.#options.slots.whileWaiting(this.#hosts.whenReached(others, position));
  }
}

/** Where no play is under way. */
export const NO_STEPS = new PlaySteps({
  play: { anyErrorsFatal: false },
  hosts: [],
  slots: new ForkSlots(1),
  onWait: () => undefined,
});
