import type { Expr, Statement } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { quote } from './emit-arguments.ts';
import { emitAppendText } from './emit-output.ts';
import { emitAssignName, emitLocals } from './emit-names.ts';

/** Records templates with literal names, whose mistakes are reported before the run. */
export function noteTemplate(template: Expr, optional: boolean, g: Codegen): void {
  if (template.type !== 'const' || template.value.kind !== 'string') return;
  const { text: path } = template.value;
  g.templates.push({ path, span: g.original(template.span), optional, isSure: !g.mayBeSkipped });
}

/** The code of `{% include %}`. */
export function emitInclude(statement: Extract<Statement, { type: 'include' }>, g: Codegen): string {
  const { template, ignoreMissing, withContext, span } = statement;
  noteTemplate(template, ignoreMissing, g);
  const locals = withContext ? emitLocals(g) : 'undefined';
  return emitAppendText(
    `$.include(${g.expression(template)}, { ignoreMissing: ${ignoreMissing}, locals: ${locals} }, ${g.site(span)})`,
    g,
  );
}

/** The code of an imported module. */
export function emitImport(
  { template, withContext, span }: Extract<Statement, { type: 'import' | 'from-import' }>,
  g: Codegen,
): string {
  noteTemplate(template, false, g);
  const locals = withContext ? emitLocals(g) : 'undefined';
  return `$.import(${g.expression(template)}, ${locals}, ${g.site(span)})`;
}

/** The code of `{% from 'a' import b as c %}`. */
export function emitFromImport(statement: Extract<Statement, { type: 'from-import' }>, g: Codegen): string {
  const module = g.temporary();
  const names = statement.names.map(({ name, alias }) =>
    emitAssignName(alias, `$.imported(${module}, ${quote(name)}, ${g.site(statement.span)})`, g),
  );
  return [`const ${module} = ${emitImport(statement, g)};`, ...names].join('\n');
}
