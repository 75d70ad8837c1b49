import type { RenderedTask, PlannedChange } from '../../predict/plan-task.ts';
import type { TaskItem } from '../../playbook/types.ts';
import type { ReportedChange } from '../events.ts';
import type { NodeLabel } from '../result/task-report.ts';
import type { Position } from '../steps/position.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/** A task, or an item of its loop, immediately before it runs: its intention is known, and nothing has been done. */
export interface Turn {
  readonly label: NodeLabel;
  /** The position of the task in its play, including includes. */
  readonly position: Position;
  readonly entry: TaskEntry;
  readonly intention: Intention;
}

export type Intention =
  /** `isMay`: apply may find another change, or none. */
  | {
      readonly kind: 'change';
      readonly ready: RenderedTask;
      readonly planned: PlannedChange;
      /** The changes in the form for display. */
      readonly shown: readonly ReportedChange[];
      readonly isMay: boolean;
    }
  /** It is unknown in check mode whether the task changes anything. `ready`: the rendered task, if its parameters are known. */
  | { readonly kind: 'may-change'; readonly reason: string; readonly ready?: RenderedTask | undefined }
  /** The host is rebooted. */
  | { readonly kind: 'reboot'; readonly shown: readonly ReportedChange[] }
  /** The task changes nothing. */
  | { readonly kind: 'idle'; readonly why?: string | undefined };

/** Examines each turn of a run before it is taken. A run without a review has no overhead. */
export interface Review {
  /** Called before anything is done on a host. Throws `HostUnusable` if nothing may be done there. */
  admit(host: string): void;
  /** Throws `HostUnusable` if the turn may not be taken; then nothing more is done on the host. */
  see(turn: Turn): void;
  /** Called before tasks that were not listed individually but belong to a listed step: a rescue, or the include of `entry`. */
  cover(label: NodeLabel, items: readonly TaskItem[], entry?: TaskEntry): void;
}
