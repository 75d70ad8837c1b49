import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { bindProgram, rangeOf } from './bind-program.ts';
import type { Compiled, ControllerAccess, SourceText } from './compiled.ts';
import type { Program, TextKind } from './program.ts';
import { programOf } from './program.ts';

export interface Context {
  readonly kind: TextKind;
  readonly host: ControllerAccess;
  /** The files that include each other down to here. */
  readonly path: readonly string[];
}

/** Compiles a text and the templates that it includes. */
export function compileText(source: SourceText, diagnostics: DiagnosticList, context: Context): Compiled {
  const program = programOf(source.text, context.kind);
  const includes = program.includes.map((include) => compileInclude(include, source, diagnostics, context));
  return bindProgram({ program, source, host: context.host, includes }, diagnostics);
}

function compileInclude(
  include: Program['includes'][number],
  source: SourceText,
  diagnostics: DiagnosticList,
  { host, path }: Context,
): Compiled {
  const file = host.readTemplate(include.path);
  if (file && !path.includes(file.path)) {
    return compileText(wholeFile(file), diagnostics, { kind: 'file', host, path: [...path, file.path] });
  }
  const summary = file ? `The template ${include.path} includes itself` : `There is no template ${include.path}`;
  diagnostics.error({ code: 'template-not-found', summary, range: rangeOf(include, source) });
  return bindProgram({ program: programOf('', 'value'), source, host, includes: [] }, diagnostics);
}

/** A file as one text. */
export const wholeFile = (file: SourceFile): SourceText => ({
  text: file.text,
  range: { source: file, start: 0, end: file.text.length },
  toSource: (offset) => offset,
});
