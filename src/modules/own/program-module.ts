import * as z from 'zod';
import type { ActionOutcome, Module } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { findCause } from '../../module-api/find-cause.ts';
import type { StepOutput } from '../../module-api/step.ts';
import type { Program } from './run-program.ts';
import { runProgram } from './run-program.ts';

/** A module that is a program: only its run shows whether it changes anything, so a dry run reports a possible change. */
export const programModule = (program: Program): Module =>
  defineAction({
    name: program.name,
    summary: 'A module of the project.',
    params: z.looseObject({}),
    examples: [],
    mayGiveFacts: true,
    queries: () => ({}),
    diff: () => [{ attribute: program.name, before: null, after: 'runs', may: true }],
    apply: (params) => [runProgram(program, params)],
    writes: () => ({ keys: [], unlistedEffects: 'anything' }),
    outcome: (_, [output]) => outcomeOf(program.name, output),
  });

function outcomeOf(name: string, output: StepOutput | undefined): ActionOutcome {
  if (!output) return { changed: false, failed: 'it was not run', result: {} };
  const answer = parseAnswer(output.stdout);
  if (!answer) return { changed: false, failed: describeEnd(name, output), result: rawResult(output) };
  const { changed, failed, ...result } = answer;
  const hasFailed = isTrue(failed) || (failed === undefined && !isZero(answer['rc']));
  const message = typeof answer['msg'] === 'string' ? answer['msg'] : `${name} failed`;
  return { changed: isTrue(changed), failed: hasFailed ? message : undefined, result };
}

/** The JSON object in the output; lines around it, such as a shell's greeting, are ignored. */
function parseAnswer(stdout: string): Readonly<Record<string, unknown>> | undefined {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => line.trimStart().startsWith('{'));
  const last = lines.findLastIndex((line) => line.trimEnd().endsWith('}'));
  if (first < 0 || last < first) return undefined;
  try {
    return JSON.parse(lines.slice(first, last + 1).join('\n')) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function describeEnd(name: string, { exitStatus, stderr }: StepOutput): string {
  const cause = findCause(stderr);
  const end = `${name} ended with exit status ${exitStatus} and printed no JSON object`;
  return cause === undefined ? end : `${cause} (${end})`;
}

const rawResult = ({ exitStatus, stdout, stderr }: StepOutput): Record<string, unknown> => ({
  rc: exitStatus,
  module_stdout: stdout,
  module_stderr: stderr,
});

const isZero = (status: unknown): boolean => status === undefined || status === 0 || status === '0';

const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && /^(yes|true|on|1)$/i.test(value)) || value === 1;
