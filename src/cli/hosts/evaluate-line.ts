import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../../diagnostic/render.ts';
import { compileExpression } from '../../expression/compile-expression.ts';
import type { Compiled, ControllerAccess, Scope, SourceText } from '../../expression/compiled.ts';
import { ExpressionError } from '../../expression/compiled.ts';
import type { Dialect, Syntax } from '../../expression/dialect.ts';
import { isUnknown } from '../../values/unknown.ts';

export interface LineContext {
  readonly scope: Scope;
  readonly access: ControllerAccess;
  /** Undefined means that the language is detected. */
  readonly syntax: Syntax | undefined;
}

export interface Answer {
  readonly output: string;
  readonly isMistake: boolean;
}

/** Returns the value of an expression as JSON, or an error. The tags of either language around the expression are optional. */
export function evaluateLine(line: string, { scope, ...context }: LineContext): Answer {
  const diagnostics = new DiagnosticList();
  try {
    const compiled = compileLine(line, context, diagnostics);
    diagnostics.throwIfErrors();
    return { output: show(compiled.evaluate(scope)), isMistake: false };
  } catch (error) {
    const mistakes = error instanceof ExpressionError ? [error.diagnostic] : diagnostics.items;
    if (mistakes.length === 0) throw error;
    return { output: mistakes.map((each) => renderDiagnostic(each)).join('\n'), isMistake: true };
  }
}

/** Compiles an expression, and reports mistakes that can be found without a host. */
export function compileLine(
  line: string,
  { access, syntax }: Omit<LineContext, 'scope'>,
  diagnostics: DiagnosticList,
): Compiled {
  const [, inJinja] = /^\s*\{\{(.*)\}\}\s*$/s.exec(line) ?? [];
  const [, inEjs] = /^\s*<%=(.*)%>\s*$/s.exec(line) ?? [];
  const found: Syntax | undefined = inJinja !== undefined ? 'jinja' : inEjs === undefined ? syntax : 'ejs';
  const dialect: Dialect | undefined = found && { syntax: found, said: true };
  const text = (inJinja ?? inEjs ?? line).trim();
  return compileExpression(sourceOf(text), diagnostics, access, dialect, 'expression');
}

function sourceOf(text: string): SourceText {
  const source = { path: 'console', text };
  return { text, range: { source, start: 0, end: text.length }, toSource: (offset) => offset };
}

function show(value: unknown): string {
  if (isUnknown(value)) return '(only known in a run)';
  if (value === undefined) return 'undefined';
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner), 2);
}
