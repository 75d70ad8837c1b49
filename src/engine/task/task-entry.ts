import type { Task } from '../../playbook/types.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { Failure } from '../events.ts';
import type { Register } from './register.ts';

/** One task for one host and loop item, on its way to being reported. */
export interface TaskEntry {
  readonly task: Task;
  /** Index among the loop's items; 0 without a loop. */
  readonly index: number;
  readonly item?: string | undefined;
  readonly label: string;
  readonly scope: LayeredScope;
  readonly register: Register;
  /** The handler that this task is, when it runs as one. */
  readonly asHandler?: PlacedHandler | undefined;
  readonly delegatedTo?: string | undefined;
}

/** A task that failed and was not to be ignored. */
export class TaskFailed extends Error {
  readonly entry: TaskEntry;
  readonly failure: Failure;

  constructor(entry: TaskEntry, failure: Failure) {
    super(failure.message);
    this.name = 'TaskFailed';
    this.entry = entry;
    this.failure = failure;
  }
}
