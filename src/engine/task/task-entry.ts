import type { Include, Task } from '../../playbook/types.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { IncludeCall } from '../list/include-call.ts';
import type { LoopProgress } from './loop-progress.ts';
import type { Register } from '../result/register.ts';

/** One task for one host and loop item, on its way to being reported. */
export interface TaskEntry {
  readonly task: Task;
  /** Index among the loop's items; 0 without a loop. */
  readonly index: number;
  readonly item?: string | undefined;
  readonly label: string;
  readonly scope: LayeredScope;
  /** The scope as it is now: what it was made of may have changed since. */
  readonly rescope: () => LayeredScope;
  readonly register: Register;
  /** Shared by the items of one loop. */
  readonly progress: LoopProgress;
  /** What it notifies when it changes something. */
  readonly notifies: readonly PlacedHandler[];
  /** The variables of the loops around it and of its own. */
  readonly loop: Readonly<Record<string, unknown>>;
  /** The handler that this task is, when it runs as one. */
  readonly asHandler?: PlacedHandler | undefined;
  /** The include that this task is. */
  readonly asInclude?: PlacedInclude | undefined;
  readonly delegatedTo?: string | undefined;
}

/** An include that is reached on a host. */
export interface PlacedInclude {
  readonly include: Include;
  /** How many includes it stands in. */
  readonly depth: number;
  /** Takes what it brings in, to be run once all items of its loop have been looked at. */
  readonly collect: (call: IncludeCall) => void;
}
