import type { Play, Task } from '../../playbook/types.ts';
import { PlayStopped } from '../errors.ts';
import { ForkSlots } from './fork-slots.ts';
import { HostSteps } from './host-steps.ts';
import type { Position } from './position.ts';
import { after, comparePositions } from './position.ts';

export interface PlayStepsOptions {
  readonly play: Pick<Play, 'anyErrorsFatal' | 'maxFailPercentage'>;
  /** The usable hosts of the batch, in the order of the play. */
  readonly hosts: readonly string[];
  readonly slots: ForkSlots;
  /** Called with a host that starts to wait, whose connection may be used for another host. */
  readonly onWait: (host: string) => void;
}

/** Coordinates the hosts of one batch of a play: which hosts wait for which, and what ends the batch for all. */
export class PlaySteps {
  readonly #options: PlayStepsOptions;
  readonly #hosts: HostSteps;
  /** The position of each host's unrescued failure. Set when a task fails, read where hosts synchronize; kept for the batch. */
  readonly #failed = new Map<string, Position>();
  /** Hosts that have nothing left to do. Set by `leave`; kept for the batch. */
  readonly #left = new Set<string>();
  /** Decisions of the first host for all hosts, by task. Set by that host, read by later hosts; kept for the batch. */
  readonly #decisions = new Map<string, boolean>();
  /** The slots of tasks with `throttle`, by task. Created by the first host; kept for the batch. */
  readonly #throttles = new Map<string, ForkSlots>();
  /** The first task whose failure ends the play for all. Set when it fails; read where hosts meet, before nodes, and at the batch's end. */
  #fatalAt: Position | undefined;
  /** Where `meta` has ended the batch or the play. Set once by `endAt`, read before each node and task, and at the end of the batch. */
  #end: { readonly at: Position; readonly action: 'end_play' | 'end_batch' } | undefined;

  constructor(options: PlayStepsOptions) {
    this.#options = options;
    this.#hosts = new HostSteps(options.hosts);
  }

  /** The hosts of the batch, in the order of the play. */
  get hosts(): readonly string[] {
    return this.#options.hosts;
  }

  /** Whether a failure has ended the play for all hosts. */
  get isFatal(): boolean {
    return this.#fatalAt !== undefined;
  }

  /** How `meta` has ended the batch or the play. */
  get end(): 'end_play' | 'end_batch' | undefined {
    return this.#end?.action;
  }

  /** Whether hosts must wait for each other after a task. */
  isTogether(task: Pick<Task, 'anyErrorsFatal'>): boolean {
    return this.#options.play.maxFailPercentage !== undefined || this.#isFatalTask(task);
  }

  #isFatalTask({ anyErrorsFatal }: Pick<Task, 'anyErrorsFatal'>): boolean {
    return (anyErrorsFatal ?? this.#options.play.anyErrorsFatal) === true;
  }

  /** Does work that a limited number of hosts may do at the same time; a waiting host holds no fork slot. */
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

  /** Everything before the position is done on the host. */
  reach(host: string, position: Position): void {
    this.#hosts.reach(host, position);
  }

  /** The host has nothing left to do in this batch. */
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

  /** Records a failed task that no enclosing rescue handles. */
  fail(host: string, task: Pick<Task, 'anyErrorsFatal'>, position: Position): void {
    const { play, hosts } = this.#options;
    if (!this.#failed.has(host)) this.#failed.set(host, position);
    const percentage = (this.#failed.size / hosts.length) * 100;
    if (this.#isFatalTask(task) || percentage > (play.maxFailPercentage ?? 100)) this.stop(position);
  }

  /** Whether the host has failed at a task after the position, since hosts proceed at different speeds. */
  hasFailedAfter(host: string, position: Position): boolean {
    const at = this.#failed.get(host);
    return at !== undefined && comparePositions(at, position) > 0;
  }

  /** Ends the play for all hosts. */
  stop(position: Position): void {
    if (!this.isStopped(position)) this.#fatalAt = position;
  }

  /** Called after a task: waits until all hosts have run it. Throws `PlayStopped` if it ended the play for all. */
  async meet(host: string, position: Position): Promise<void> {
    this.#hosts.reach(host, after(position));
    await this.#wait(host, this.#hosts.others(host), after(position));
    if (this.isStopped(position)) throw new PlayStopped();
  }

  /** Waits until the hosts before this one in the play's order are beyond the task, or have started its include. */
  async turn(host: string, position: Position, isInclude: boolean): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, this.#hosts.before(host), isInclude ? [...position, -1] : after(position));
  }

  /** Called before a task: waits until all hosts have reached it. Throws `PlayStopped` if the play has ended before it. */
  async assemble(host: string, position: Position): Promise<void> {
    await this.gather(host, position);
    if (this.isStopped(position)) throw new PlayStopped();
  }

  /** Waits until all other hosts have reached the task. */
  async gather(host: string, position: Position): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, this.#hosts.others(host), position);
  }

  /** Waits until another host has done everything before the position. */
  async peer(host: string, other: string, position: Position): Promise<void> {
    this.#hosts.reach(host, position);
    await this.#wait(host, [other], position);
  }

  hasReached(host: string, position: Position): boolean {
    return this.#hosts.hasReached(host, position);
  }

  /** The decision of the first host that reached the task. */
  decisionOf(key: string): boolean | undefined {
    return this.#decisions.get(key);
  }

  decide(key: string, isDone: boolean): void {
    if (!this.#decisions.has(key)) this.#decisions.set(key, isDone);
  }

  /** Makes all hosts leave the batch at the position, or at the next task that they reach. */
  endAt(at: Position, action: 'end_play' | 'end_batch'): void {
    this.#end ??= { at, action };
  }

  /** Whether the batch has ended for a host at this position. */
  hasEnded(position: Position): boolean {
    return this.#end !== undefined && comparePositions(position, this.#end.at) > 0;
  }

  /** Ends all waits. */
  close(): void {
    this.#hosts.close();
  }

  async #wait(host: string, others: readonly string[], position: Position): Promise<void> {
    if (others.every((other) => this.#hosts.hasReached(other, position))) return;
    this.#options.onWait(host);
    await this.#options.slots.whileWaiting(this.#hosts.whenReached(others, position));
  }
}

/** For use outside of plays. */
export const NO_STEPS = new PlaySteps({
  play: { anyErrorsFatal: false },
  hosts: [],
  slots: new ForkSlots(1),
  onWait: () => undefined,
});
