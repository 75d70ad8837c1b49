import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Compiled, ControllerAccess, FreeIdentifier, Scope, SourceText } from './compiled.ts';
import { ExpressionError } from './compiled.ts';
import { suggestCorrection } from './suggest-correction.ts';
import type { Problem, Span } from './parse/problem.ts';
import type { Program } from './program.ts';
import { Fault, UnknownRead } from './run/fault.ts';
import { describeKind, kindOf } from './run/kind-of.ts';
import { Runtime } from './run/runtime.ts';

export interface Binding {
  readonly program: Program;
  readonly source: SourceText;
  readonly host: ControllerAccess;
  readonly includes: readonly Compiled[];
}

/** Binds a program to its location in a file: its problems become diagnostics, and its errors are located. */
export function bindProgram(binding: Binding, diagnostics: DiagnosticList): Compiled {
  const { program, source, includes } = binding;
  const problems = program.problems.map((problem) => diagnosticOf(problem, source));
  for (const problem of problems) diagnostics.add(problem);
  return {
    source,
    identifiers: [
      ...program.reads.map((read) => identifierOf(read, source)),
      ...includedIdentifiers(program, includes),
    ],
    ensures: program.ensures,
    evaluate: (scope) => evaluate(binding, scope, problems[0]),
  };
}

/** The range in the source file for a span of the text. */
export const rangeOf = ({ start, end }: Span, { range, toSource }: SourceText): SourceRange => ({
  source: range.source,
  start: toSource(start),
  end: Math.max(toSource(start), toSource(end)),
});

export const diagnosticOf = (whole: Problem, source: SourceText): Diagnostic => {
  const { start, end, mistake: _, ...problem } = whole;
  return {
    ...problem,
    severity: problem.severity ?? 'error',
    suggestion: problem.suggestion ?? (source.range.source.secret ? undefined : suggestCorrection(whole, source.text)),
    range: rangeOf({ start, end }, source),
  };
};

const identifierOf = ({ name, guarded, ...span }: FreeRead, source: SourceText): FreeIdentifier => ({
  name,
  guarded,
  range: rangeOf(span, source),
});

type FreeRead = Program['reads'][number];

/** The names that an included template reads from the scope, except those that are passed to it. */
function includedIdentifiers(program: Program, includes: readonly Compiled[]): FreeIdentifier[] {
  return includes.flatMap((included, i) => {
    const handed = program.includes[i]?.locals ?? [];
    return included.identifiers.filter(({ name }) => !handed.includes(name));
  });
}

function evaluate(
  { program, source, host, includes }: Binding,
  scope: Scope,
  problem: Diagnostic | undefined,
): unknown {
  if (problem) throw new ExpressionError(problem);
  try {
    return checkData(program.run(new Runtime({ scope, host: scope.controllerFor?.(host) ?? host, includes })));
  } catch (error) {
    if (error instanceof UnknownRead) return error.unknown;
    if (error instanceof ExpressionError) throw error;
    throw new ExpressionError(failureOf(error, program, source));
  }
}

function checkData(value: unknown): unknown {
  const kind = kindOf(value);
  if (kind !== 'function' && kind !== 'regex') return value;
  throw new Fault('expression-failed', NOWHERE, `The expression returns ${describeKind(value)}, which is not data`);
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) return 'The expression is nested too deeply';
  return error instanceof Error ? error.message : String(error);
}

const NOWHERE = -1;

function failureOf(error: unknown, { sites }: Program, source: SourceText): Diagnostic {
  const site = error instanceof Fault ? sites[error.site] : undefined;
  return {
    code: error instanceof Fault ? error.code : 'expression-failed',
    severity: 'error',
    summary: messageOf(error),
    suggestion: error instanceof Fault ? error.suggestion : undefined,
    range: site ? rangeOf(site, source) : source.range,
  };
}
