import type { ActionOutcome, Module } from '../../src/module-api/module.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import type { StepOutput } from '../../src/module-api/step.ts';
import { testContext } from './run-module.ts';

/** What an action makes of what its steps have printed. */
export function actionOutcome(
  module: Module,
  params: Readonly<Record<string, unknown>>,
  outputs: readonly StepOutput[],
): ActionOutcome {
  const parsed = parseParams(module, params);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  if (parsed.bound.kind !== 'action') throw new Error(`${module.name} is no action`);
  return parsed.bound.outcome(outputs, testContext);
}
