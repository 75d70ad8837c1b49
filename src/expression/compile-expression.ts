import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { compileText } from './compile-text.ts';
import type { Compiled, SourceText } from './compiled.ts';
import { NO_HOST } from './no-host.ts';

/** Compiles a bare expression, as in `when:`. Tags and Jinja's words are errors that show the JavaScript. */
export const compileExpression = (source: SourceText, diagnostics: DiagnosticList, host = NO_HOST): Compiled =>
  compileText(source, diagnostics, { kind: 'expression', host, path: [] });
