import type { RenderedTask, PlannedChange } from '../../predict/plan-task.ts';
import type { TaskItem } from '../../playbook/types.ts';
import type { ReportedChange } from '../events.ts';
import type { NodeLabel } from '../result/task-report.ts';
import type { Position } from '../steps/position.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/** A task, or an item of its loop, that has come to its turn: it is known what it is going to do, and nothing of it is done. */
export interface Turn {
  readonly label: NodeLabel;
  /** Where the task stands in its play, includes counted. */
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
      /** The changes as people are shown them. */
      readonly shown: readonly ReportedChange[];
      readonly isMay: boolean;
    }
  /** Check mode can't tell whether it changes anything. `ready`: its parameters, where they are known. */
  | { readonly kind: 'may-change'; readonly reason: string; readonly ready?: RenderedTask | undefined }
  /** The host is restarted. */
  | { readonly kind: 'reboot'; readonly shown: readonly ReportedChange[] }
  /** It changes nothing. */
  | { readonly kind: 'idle'; readonly why?: string | undefined };

/** Looks at each turn of a run before it is taken. A run without a review pays nothing for it. */
export interface Review {
  /** Before anything is done on a host. Throws `HostUnusable` where nothing may be done there. */
  admit(host: string): void;
  /** Throws `HostUnusable` where the turn may not be taken; nothing more is done on the host then. */
  see(turn: Turn): void;
  /** These tasks are about to be run because what was listed without them asks for it: a rescue, or an include by its `entry`. */
  cover(label: NodeLabel, items: readonly TaskItem[], entry?: TaskEntry): void;
}
