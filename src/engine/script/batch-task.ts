import type { Step } from '../../module-api/step.ts';
import type { StepSetting } from './render-step.ts';

/** A task with changes in a batch. */
export interface BatchTask {
  readonly steps: readonly Step[];
  readonly setting: Omit<StepSetting, 'key' | 'uploaded'>;
  /** Handlers to record as pending before the task starts: file names in the pending directory. */
  readonly pending: readonly string[];
  /** Handlers whose record is removed after the task has succeeded. */
  readonly settles: readonly string[];
}
