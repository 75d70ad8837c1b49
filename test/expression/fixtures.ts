import { createHash } from 'node:crypto';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { renderLocation } from '../../src/diagnostic/source-range.ts';
import { compileExpression } from '../../src/expression/compile-expression.ts';
import { compileTemplate, compileTemplateFile } from '../../src/expression/compile-template.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import type { Compiled, ControllerAccess, Scope, SourceText } from '../../src/expression/compiled.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';

export type Variables = Readonly<Record<string, unknown>>;

export const scopeOf = (variables: Variables): Scope => ({
  names: () => Object.keys(variables),
  has: (name) => Object.hasOwn(variables, name),
  get: (name) => variables[name],
});

export const textOf = (text: string): SourceText => ({
  text,
  range: { source: { path: 'a.yml', text }, start: 0, end: text.length },
  toSource: (offset) => offset,
});

const HOST: ControllerAccess = {
  ...NO_HOST,
  readTemplate: (path) => (path === 'greeting.ejs' ? { path, text: 'Hello <%= name %>' } : undefined),
  readFile: (path) => (path === 'motd' ? 'Welcome\n' : undefined),
  digest: (path) => (path === 'motd' ? createHash('sha256').update('Welcome\n').digest('hex') : undefined),
  listFiles: (glob) => (glob === 'keys/*.pub' ? ['keys/bob.pub', 'keys/ada.pub'] : []),
};

const accepted = (compile: (diagnostics: DiagnosticList) => Compiled): Compiled => {
  const diagnostics = new DiagnosticList();
  const compiled = compile(diagnostics);
  diagnostics.throwIfErrors();
  return compiled;
};

export const expression = (text: string): Compiled => accepted((d) => compileExpression(textOf(text), d, HOST));
export const value = (text: string): Compiled => accepted((d) => compileTemplate(textOf(text), d, HOST));
export const file = (text: string, host = HOST): Compiled =>
  accepted((d) => compileTemplateFile({ path: 'a.ejs', text }, d, host));

export const evaluate = (text: string, variables: Variables = {}): unknown =>
  expression(text).evaluate(scopeOf(variables));
export const render = (text: string, variables: Variables = {}): unknown => file(text).evaluate(scopeOf(variables));

/** The diagnostic that evaluating throws. */
export function failure(compiled: Compiled, variables: Variables = {}): Diagnostic {
  try {
    compiled.evaluate(scopeOf(variables));
  } catch (error) {
    if (error instanceof ExpressionError) return error.diagnostic;
    throw error;
  }
  throw new Error('it did not fail');
}

/** The diagnostics of compiling. */
export function problems(compile: (diagnostics: DiagnosticList) => unknown): readonly Diagnostic[] {
  const diagnostics = new DiagnosticList();
  compile(diagnostics);
  return diagnostics.items;
}

export const placeOf = (diagnostic: Diagnostic): string | undefined =>
  diagnostic.range && renderLocation(diagnostic.range);
