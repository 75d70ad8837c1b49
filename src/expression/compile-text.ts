import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { bindProgram, rangeOf } from './bind-program.ts';
import type { Compiled, ControllerAccess, SourceText } from './compiled.ts';
import type { Program, TextKind } from './program.ts';
import { programOf } from './program.ts';
import { readIncluded, suggestTemplate } from './read-included.ts';

export interface Context {
  readonly kind: TextKind;
  readonly host: ControllerAccess;
  /** The chain of including files. */
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
  const inclusion = { path: include.path, range: rangeOf(include, source) };
  const file = readIncluded(inclusion, host, diagnostics);
  if (file === 'unreadable')
    return bindProgram({ program: programOf('', 'value'), source, host, includes: [] }, diagnostics);
  if (file && !path.includes(file.path)) {
    return compileText(wholeFile(file), diagnostics, { kind: 'file', host, path: [...path, file.path] });
  }
  const summary = file ? `The template ${include.path} includes itself` : `There is no template ${include.path}`;
  const suggestion = file
    ? `Remove this include of \`${include.path}\`, or move the repeated part to a separate template.`
    : suggestTemplate(inclusion, 'a path is relative to the template that includes it.');
  diagnostics.error({ code: 'template-not-found', summary, suggestion, range: inclusion.range });
  return bindProgram({ program: programOf('', 'value'), source, host, includes: [] }, diagnostics);
}

/** The content of a file as one text. */
export const wholeFile = (file: SourceFile): SourceText => ({
  text: file.text,
  range: { source: file, start: 0, end: file.text.length },
  toSource: (offset) => offset,
});
