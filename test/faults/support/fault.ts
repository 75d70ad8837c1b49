import type { Running, Scene } from './scene.ts';
import type { StepName } from './fault-project.ts';

/** One way to fail, and what the run that meets it is to say. */
export interface Fault {
  readonly name: string;
  /** Where it strikes, if not at a step. */
  readonly at?: string;
  /** Where it strikes, one run for each; absent: it is there all along. */
  readonly steps?: readonly StepName[];
  /** The steps of these that CI tries. True, where there are no steps: CI tries it. */
  readonly sample?: readonly StepName[] | boolean;
  readonly flags?: readonly string[];
  /** Words before the program's. */
  readonly prefix?: readonly string[];
  readonly prepare?: (scene: Scene) => Promise<unknown>;
  /** Called while the step is held. */
  readonly strike?: (scene: Scene, running: Running, step: StepName | undefined) => unknown;
  /** The step is let go on only when the second run waits for it. */
  readonly holds?: boolean;
  /** How the first run may end. */
  readonly exitCodes: readonly number[];
  readonly says?: RegExp;
}
