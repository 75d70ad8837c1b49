import { expect } from '@jest/globals';
import type { Answers, Module, ModuleContext, Queries, StateModule } from '../../src/module-api/module.ts';
import { ModuleFailure } from '../../src/module-api/module.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import type { FileContent, Step, StepOutput } from '../../src/module-api/step.ts';
import { answersAfter } from './after-apply.ts';
import { caseAnswers, queryLabel } from './case-answers.ts';
import { caseContext } from './case-context.ts';
import type { ModuleCase } from './module-case.ts';
import { foldScript } from './fold-script.ts';
import { readable } from './readable.ts';

interface Situation {
  readonly params: never;
  readonly queries: Queries;
  readonly answers: Answers<Queries>;
  readonly context: ModuleContext;
  readonly given: ModuleCase;
}

/** Holds a module to what a case expects of it, and to the law: after what it predicts, nothing differs any more. */
export function runCase(module: Module, given: ModuleCase): void {
  const parsed = parseParams(module, given.params);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const params = parsed.params as never;
  const context = caseContext(given);
  if (module.kind === 'control') {
    expect(readable(module.effect(params, context))).toMatchObject(given.expect.effect ?? {});
    return;
  }
  const queries = module.queries(params, context);
  const situation = { params, queries, answers: caseAnswers(queries, given), context, given };
  if (given.expect.failure !== undefined) expectFailure(module, situation);
  else if (module.kind === 'read') expectResult(module.result(params, situation.answers, context), given);
  else expectChanges(module, situation);
}

type Changing = Extract<Module, { kind: 'state' | 'action' }>;

function expectFailure(module: Exclude<Module, { kind: 'control' }>, { params, answers, context, given }: Situation) {
  const judge = (): unknown =>
    module.kind === 'read' ? module.result(params, answers, context) : module.diff(params, answers, context);
  expect(judge).toThrow(ModuleFailure);
  expect(judge).toThrow(given.expect.failure);
}

function expectChanges(module: Changing, situation: Situation): void {
  const { params, answers, context, given } = situation;
  const changes = module.diff(params, answers, context);
  const steps = changes.length > 0 ? module.apply(params, answers, context) : [];
  if (given.expect.changes) expect(readable(changes)).toMatchObject(given.expect.changes);
  expect(steps.length > 0).toBe(changes.length > 0);
  if (given.expect.steps) expect(steps.map(plainStep)).toMatchObject(given.expect.steps.map(expectedStep));
  if (given.expect.writes) expect(readable(module.writes(params, context))).toMatchObject(given.expect.writes);
  if (module.kind === 'action' && given.expect.result)
    expectResult(module.idle?.(params, answers, context) ?? {}, given);
  if (module.kind === 'action') expectOutcome(module, situation);
  else expectLaw(module, situation, changes.length > 0);
}

/** A script is compared line by line without its indentation; what is written, as its text. */
const plainStep = (step: Step): unknown =>
  step.kind === 'fetch'
    ? step
    : step.kind === 'write'
      ? readable({ ...step, content: plainContent(step.content) })
      : readable({ ...step, script: foldScript(tidy(step.script)) });

const plainContent = (content: FileContent): unknown =>
  content.kind === 'bytes' ? content.bytes : { [content.kind]: content.path };

const expectedStep = (step: string | Record<string, unknown>): Record<string, unknown> =>
  typeof step === 'string'
    ? { kind: 'run', script: tidy(step) }
    : { ...step, ...(typeof step['script'] === 'string' && { script: tidy(step['script']) }) };

const tidy = (script: string): string => script.replace(/^\s+/gm, '').trimEnd();

const QUIET: StepOutput = { exitStatus: 0, stdout: '', stderr: '', elapsedMs: 1, timedOut: false };

function expectOutcome(module: Extract<Module, { kind: 'action' }>, { params, context, given }: Situation): void {
  if (!given.expect.outcome) return;
  const outputs = given.outputs.map((output) => ({ ...QUIET, ...output }));
  expect(readable(module.outcome(params, outputs, context))).toMatchObject(given.expect.outcome);
}

function expectLaw(module: StateModule, { params, queries, answers, context, given }: Situation, changes: boolean) {
  const predicted = changes ? module.predict(params, answers, context) : [];
  const writes = changes ? module.writes(params, context) : { keys: [] };
  const after = answersAfter({ queries, before: answers, predicted, writes });
  expect(after === undefined ? 'unknown' : 'known').toBe(given.expect.settles ?? 'known');
  if (after) expect(readable(module.diff(params, after, { ...context, isRecheck: true }))).toEqual([]);
  if (given.expect.predicted) {
    const byLabel = Object.fromEntries(predicted.map((p) => [queryLabel(p.query), readable(p.answer)]));
    expect(byLabel).toMatchObject(given.expect.predicted);
  }
  if (given.expect.result) expectResult(module.result?.(params, after ?? answers, context) ?? {}, given);
  if (given.expect.owns) expect(readable(module.owns?.(params, context) ?? [])).toMatchObject(given.expect.owns);
}

const expectResult = (result: Record<string, unknown>, given: ModuleCase): void =>
  expect(readable(result)).toMatchObject(given.expect.result ?? {});
