import type { Change, ModuleContext, Prediction, Queries, Writes } from '../../module-api/module.ts';
import type { Step } from '../../module-api/step.ts';
import type { CopyParams } from './copy-params.ts';

/** A variant of `copy`: a file or tree from the controller, or a file on the host itself. */
export interface CopyForm<Q extends Queries, F> {
  queries(params: CopyParams, context: ModuleContext): Q;
  diff(params: CopyParams, found: F, context: ModuleContext): Change[];
  apply(params: CopyParams, found: F, context: ModuleContext): Step[];
  predict(params: CopyParams, found: F, context: ModuleContext): Prediction[];
  writes(params: CopyParams, context: ModuleContext): Writes;
  result(params: CopyParams, found: F, context: ModuleContext): Record<string, unknown>;
}
