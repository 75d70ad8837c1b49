import type { Include, Task } from '../../playbook/types.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { IncludeCall } from '../list/include-call.ts';
import type { LoopProgress } from './loop-progress.ts';
import type { Register } from '../result/register.ts';

/** A task for one host and loop item, until it is reported. */
export interface TaskEntry {
  readonly task: Task;
  /** Index among the loop's items; 0 without a loop. */
  readonly index: number;
  readonly item?: string | undefined;
  readonly label: string;
  readonly scope: LayeredScope;
  /** The current scope, whose variables may have changed since the last call. */
  readonly rescope: () => LayeredScope;
  readonly register: Register;
  /** Shared by the items of one loop. */
  readonly progress: LoopProgress;
  /** Handlers to notify on a change. */
  readonly notifies: readonly PlacedHandler[];
  /** The variables of its loop and of the enclosing loops. */
  readonly loop: Readonly<Record<string, unknown>>;
  /** The handler, if the task runs as one. */
  readonly asHandler?: PlacedHandler | undefined;
  /** The include, if the task is one. */
  readonly asInclude?: PlacedInclude | undefined;
  readonly delegatedTo?: string | undefined;
}

/** An include that a host has reached. */
export interface PlacedInclude {
  readonly include: Include;
  /** Number of enclosing includes. */
  readonly depth: number;
  /** Collects the included tasks, which run after all items of the loop have been processed. */
  readonly collect: (call: IncludeCall) => void;
}
