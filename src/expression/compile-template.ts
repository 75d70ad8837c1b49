import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { compileText, wholeFile } from './compile-text.ts';
import type { Compiled, SourceText } from './compiled.ts';
import { NO_HOST } from './no-host.ts';

/**
 * Compiles a YAML string. Without tags it is itself; one whole `<%= %>` keeps the value's type; else it is text.
 * Jinja's `{{ }}` outside tags is an error.
 */
export const compileTemplate = (source: SourceText, diagnostics: DiagnosticList, host = NO_HOST): Compiled =>
  compileText(source, diagnostics, { kind: 'value', host, path: [] });

/** Compiles a template file, which is always text. */
export const compileTemplateFile = (file: SourceFile, diagnostics: DiagnosticList, host = NO_HOST): Compiled =>
  compileText(wholeFile(file), diagnostics, { kind: 'file', host, path: [file.path] });
