import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { rangeOf } from './bind-program.ts';
import { compileText, wholeFile } from './compile-text.ts';
import type { Compiled, SourceText } from './compiled.ts';
import type { Dialect } from './dialect.ts';
import { firstJinja, holdsEjs, templateSyntax } from './dialect.ts';
import { compileJinja } from './jinja/compile-unit.ts';
import type { JinjaContext } from './jinja/compile-unit.ts';
import { NO_HOST } from './no-host.ts';

/**
 * Compiles a YAML string. Without tags it is literal; a single `<%= %>` keeps the value's type; otherwise the result is text. With
 * `{{ }}` or `{% %}` it is Jinja, unless the file is declared as EJS; both in one string are an error.
 */
export function compileTemplate(
  source: SourceText,
  diagnostics: DiagnosticList,
  host = NO_HOST,
  dialect?: Dialect,
): Compiled {
  const jinja = firstJinja(source.text);
  const ejsOnly = dialect?.said === true && dialect.syntax === 'ejs';
  if (!jinja || ejsOnly) return compileText(source, diagnostics, { kind: 'value', host, path: [] });
  if (!holdsEjs(source.text)) return compileJinja(source, diagnostics, { kind: 'value', host });
  diagnostics.error({
    code: 'mixed-dialects',
    summary: 'This value holds both <%= %> and {{ }}',
    detail: 'In EJS, the braces would be text; in Jinja, the tags of EJS would be text.',
    suggestion:
      "Write all of it in one of them: `{{ a }}{{ b }}` or `<%= a %><%= b %>`. To print braces from EJS, write `<%= '{{' %>`.",
    range: rangeOf(jinja, source),
  });
  return { ...compileJinja({ ...source, text: '' }, diagnostics, { kind: 'value', host }), source };
}

/**
 * Compiles a template file, whose result is always text: Jinja if its name ends in `.j2`, or if its role uses Jinja.
 * `settings`: the delimiters of Jinja's tags.
 */
export function compileTemplateFile(
  file: SourceFile,
  diagnostics: DiagnosticList,
  host = NO_HOST,
  settings: JinjaContext['settings'] = {},
): Compiled {
  const source = wholeFile(file);
  const syntax = templateSyntax(file.path, file.text, host.dialect?.());
  if (syntax === 'jinja') return compileJinja(source, diagnostics, { kind: 'file', host, settings });
  const braces = file.path.endsWith('.ejs') ? undefined : firstJinja(file.text);
  if (braces) reportBraces(rangeOf(braces, source), syntax === 'unclear', diagnostics);
  return compileText(source, diagnostics, { kind: 'file', host, path: [file.path] });
}

function reportBraces(range: ReturnType<typeof rangeOf>, unclear: boolean, diagnostics: DiagnosticList): void {
  const suggestion = `Run \`mv ${range.source.path} ${range.source.path}.j2\` if it is Jinja; rename it to \`.ejs\` if the braces are literal.`;
  if (unclear) {
    const summary = 'It is unclear whether this template is Jinja or text with braces';
    diagnostics.error({ code: 'unclear-template', summary, suggestion, range });
  } else {
    const summary = 'This template is EJS, so these braces are literal text';
    diagnostics.warning({ code: 'braces-in-template', summary, suggestion, range });
  }
}
