import type { Step } from '../../module-api/step.ts';
import type { StepSetting } from './render-step.ts';

/** One changed task of a batch. */
export interface BatchTask {
  readonly steps: readonly Step[];
  readonly setting: Omit<StepSetting, 'key' | 'uploaded'>;
  /** Handlers to be recorded as pending before it starts: file names in the pending directory. */
  readonly pending: readonly string[];
  /** Handlers whose record is removed once it has succeeded. */
  readonly settles: readonly string[];
}
