import { basename, dirname, join } from 'node:path';
import { listDirectory } from '../controller/file-kind.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import { UnreadableFile } from '../controller/file-error.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { bindProgram, rangeOf } from './bind-program.ts';
import type { Compiled, ControllerAccess, SourceText } from './compiled.ts';
import type { Program, TextKind } from './program.ts';
import { programOf } from './program.ts';
import { remedyOf } from '../controller/file-remedy.ts';

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
  const file = readIncluded(include, source, diagnostics, host);
  if (file === 'unreadable')
    return bindProgram({ program: programOf('', 'value'), source, host, includes: [] }, diagnostics);
  if (file && !path.includes(file.path)) {
    return compileText(wholeFile(file), diagnostics, { kind: 'file', host, path: [...path, file.path] });
  }
  const summary = file ? `The template ${include.path} includes itself` : `There is no template ${include.path}`;
  const suggestion = file
    ? `Remove this include of \`${include.path}\`, or move the repeated part to a separate template.`
    : suggestTemplate(include.path, source.range.source.path);
  diagnostics.error({ code: 'template-not-found', summary, suggestion, range: rangeOf(include, source) });
  return bindProgram({ program: programOf('', 'value'), source, host, includes: [] }, diagnostics);
}

/** Suggests a template next to the including one, or the path to create. */
function suggestTemplate(path: string, from: string): string {
  const directory = dirname(join(dirname(from), path));
  const meant = didYouMean(basename(path), listDirectory(directory));
  return meant ?? `Create \`${join(directory, basename(path))}\`: a path is relative to the template that includes it.`;
}

/** Undefined if the file does not exist; an unreadable file is reported. */
function readIncluded(
  include: Program['includes'][number],
  source: SourceText,
  diagnostics: DiagnosticList,
  host: ControllerAccess,
): SourceFile | 'unreadable' | undefined {
  try {
    return host.readTemplate(include.path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    diagnostics.error({
      code: 'file-unreadable',
      summary: error.message,
      suggestion: remedyOf(error),
      range: rangeOf(include, source),
    });
    return 'unreadable';
  }
}

/** The content of a file as one text. */
export const wholeFile = (file: SourceFile): SourceText => ({
  text: file.text,
  range: { source: file, start: 0, end: file.text.length },
  toSource: (offset) => offset,
});
