import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import type { Failure, TaskLabel, TaskOutput } from '../events.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';

/** A change that waits to be applied. */
export interface QueuedChange {
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
  readonly notifies: readonly PlacedHandler[];
  readonly asHandler?: PlacedHandler | undefined;
  /** The task's label, for the progress display. */
  readonly label: TaskLabel;
  readonly item?: string | undefined;
  /** With no_log: nothing about the change is shown. */
  readonly isHidden?: boolean | undefined;
}

/** The result of a change. */
export interface AppliedChange {
  readonly status: 'changed' | 'unchanged' | 'failed' | 'not-started';
  readonly failure?: Failure | undefined;
  readonly output?: TaskOutput | undefined;
  /** Registered fields. */
  readonly result: Record<string, unknown>;
  readonly ms: number;
}
