import type { FaultyHosts } from './faulty-hosts.ts';
import type { Running } from './run-watched.ts';

/** What a fault may touch, and how it is taken back. */
export interface Scene {
  readonly hosts: FaultyHosts;
  /** The host that it strikes. */
  readonly host: string;
  /** A number from 0 to below 1, by which a fault of several kinds chooses. */
  readonly choice: number;
  /** Called when the run has ended, last first. */
  readonly undo: (() => Promise<unknown>)[];
}

export interface RandomFault {
  /** How often it is drawn. */
  readonly weight: number;
  readonly flags?: readonly string[];
  /** Before the run. */
  readonly prepare?: (scene: Scene) => Promise<unknown>;
  /** At a random moment of the run. */
  readonly strike?: (scene: Scene, running: Running) => unknown;
  /** A task that the first play has too. */
  readonly task?: (scene: Scene) => object;
  /** A part of it may be at work on a host for a while: what the watchdog there ends, after a minute. */
  readonly lingers?: boolean;
  /** It takes its time, or the run after it does: it is not drawn in CI. */
  readonly isSlow?: boolean;
  /** The run may end by its signal, before it has begun or when all is done. */
  readonly isSignalled?: boolean;
  /** It ends the run by a signal, without a word. */
  readonly isKilled?: boolean;
}
