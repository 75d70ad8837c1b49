import { expect } from '@jest/globals';
import type {
  Answers,
  BoundAction,
  BoundHostModule,
  BoundRead,
  BoundState,
  Compared,
  Module,
  ModuleContext,
  Queries,
  Reading,
} from '../../src/module-api/module.ts';
import { ModuleFailure } from '../../src/module-api/module.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import type { FileContent, Step, StepOutput } from '../../src/module-api/step.ts';
import { answersAfter } from './after-apply.ts';
import { caseAnswers, queryLabel } from './case-answers.ts';
import { caseContext } from './case-context.ts';
import type { ModuleCase } from './module-case.ts';
import { foldScript } from './fold-script.ts';
import { readable } from './readable.ts';

interface Situation<Bound extends BoundHostModule = BoundHostModule> {
  readonly bound: Bound;
  readonly answers: Answers<Queries>;
  readonly context: ModuleContext;
  readonly given: ModuleCase;
}

/** Holds a module to what a case expects of it, and to the law: after what it predicts, nothing differs any more. */
export function runCase(module: Module, given: ModuleCase): void {
  const parsed = parseParams(module, given.params);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const { bound } = parsed;
  const context = caseContext(given);
  if (bound.kind === 'control') {
    expect(readable(bound.effect(context))).toMatchObject(given.expect.effect ?? {});
    return;
  }
  const situation = { answers: caseAnswers(bound.ask(context).named, given), context, given };
  if (given.expect.failure !== undefined) expectFailure({ ...situation, bound });
  else if (bound.kind === 'read') expectResult(judge({ ...situation, bound }).result(), given);
  else expectChanges({ ...situation, bound });
}

/** What the module makes of answers by the names of its queries. */
function judge(situation: Situation<BoundRead>): Reading;
function judge(situation: Situation<BoundState | BoundAction>): Compared;
function judge(situation: Situation): Compared | Reading;
function judge(situation: Situation): Compared | Reading {
  return situation.bound.ask(situation.context).judge(listed(situation));
}

/** The answers in the order of the queries. */
const listed = ({ bound, answers, context }: Situation): readonly unknown[] =>
  Object.entries(bound.ask(context).named).flatMap(([name, query]) =>
    Array.isArray(query) ? answers[name] : [answers[name]],
  );

function expectFailure(situation: Situation): void {
  const fail = (): unknown => {
    const judged = judge(situation);
    return judged.kind === 'reading' ? judged.result() : judged.diff();
  };
  expect(fail).toThrow(ModuleFailure);
  expect(fail).toThrow(situation.given.expect.failure);
}

function expectChanges(situation: Situation<BoundState | BoundAction>): void {
  const { bound, context, given } = situation;
  const judged = judge(situation);
  const changes = judged.diff();
  const steps = changes.length > 0 ? judged.apply() : [];
  if (given.expect.changes) expect(readable(changes)).toMatchObject(given.expect.changes);
  expect(steps.length > 0).toBe(changes.length > 0);
  if (given.expect.steps) expect(steps.map(plainStep)).toMatchObject(given.expect.steps.map(expectedStep));
  expect(unaskedDirectories(situation, steps)).toEqual([]);
  if (given.expect.writes) expect(readable(bound.writes(context))).toMatchObject(given.expect.writes);
  if (bound.kind === 'state') expectLaw({ ...situation, bound }, changes.length > 0);
  else {
    if (given.expect.result) expectResult(judged.result?.(listed(situation)) ?? {}, given);
    expectOutcome(bound, situation);
  }
}

/** Directories that the steps enter, and neither make nor have asked for: a dry run would not see that one is missing. */
function unaskedDirectories(situation: Situation<BoundState | BoundAction>, steps: readonly Step[]): string[] {
  const asked = situation.bound.ask(situation.context);
  const answers = listed(situation);
  const known = new Set(['/etc', ...asked.directories]);
  asked.queries.forEach((query, i) => {
    const path = query.kind.key(query.args);
    if (query.kind.name === 'stat') known.add(path);
    // what is in a directory proves that it is there
    if (isPresent(answers[i])) known.add(path.slice(0, path.lastIndexOf('/')));
  });
  const script = steps.map((step) => ('script' in step ? foldScript(tidy(step.script)) : '')).join('\n');
  return enteredIn(script).filter((path) => !known.has(path) && !MAKES_DIRECTORIES.test(script));
}

const isPresent = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'exists' in answer && answer.exists === true;

const MAKES_DIRECTORIES = /^(set -e; )?mkdir -p /m;

const enteredIn = (script: string): string[] =>
  [...script.matchAll(/^(?:beside (\/\S*?)\/? \(|cd -- (\/[\w./-]+))/gm)].map(([, beside, cd]) => cd ?? beside ?? '');

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

function expectOutcome(bound: BoundAction, { context, given }: Situation): void {
  if (!given.expect.outcome) return;
  const outputs = given.outputs.map((output) => ({ ...QUIET, ...output }));
  expect(readable(bound.outcome(outputs, context))).toMatchObject(given.expect.outcome);
}

function expectLaw(situation: Situation<BoundState>, changes: boolean): void {
  const { bound, answers, context, given } = situation;
  const predicted = changes ? judge(situation).predict() : [];
  const writes = changes ? bound.writes(context) : { keys: [] };
  const queries = bound.ask(context).named;
  const after = answersAfter({ queries, before: answers, predicted, writes });
  expect(after === undefined ? 'unknown' : 'known').toBe(given.expect.settles ?? 'known');
  if (after) {
    const again = judge({ ...situation, answers: after, context: { ...context, isRecheck: true } });
    expect(readable(again.diff())).toEqual([]);
  }
  if (given.expect.predicted) {
    const byLabel = Object.fromEntries(predicted.map((p) => [queryLabel(p.query), readable(p.answer)]));
    expect(byLabel).toMatchObject(given.expect.predicted);
  }
  const { result } = judge({ ...situation, answers: after ?? answers });
  if (given.expect.result) expectResult(result?.(listed(situation)) ?? {}, given);
  if (given.expect.owns) expect(readable(bound.owns(context))).toMatchObject(given.expect.owns);
}

const expectResult = (result: Record<string, unknown>, given: ModuleCase): void =>
  expect(readable(result)).toMatchObject(given.expect.result ?? {});
