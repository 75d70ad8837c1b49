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
 * Compiles a YAML string. Without tags it is itself; one whole `<%= %>` keeps the value's type; else it is text. With
 * `{{ }}` or `{% %}` it is Jinja, unless the file's syntax is said to be EJS; both in one string are an error.
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
    detail: 'As EJS, the braces would be text; as Jinja, the tags of EJS would be.',
    suggestion:
      "Write all of it in one of them: `{{ a }}{{ b }}` or `<%= a %><%= b %>`. To print braces from EJS, write `<%= '{{' %>`.",
    range: rangeOf(jinja, source),
  });
  return { ...compileJinja({ ...source, text: '' }, diagnostics, { kind: 'value', host }), source };
}

/**
 * Compiles a template file, which is always text: of Jinja where its name ends in `.j2`, or its role is Jinja's.
 * `settings`: how Jinja's tags look in it.
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
  const suggestion = `Run \`mv ${range.source.path} ${range.source.path}.j2\` where it is Jinja; name it \`.ejs\` where the braces are meant as they are.`;
  if (unclear) {
    const summary = 'Whether this template is Jinja or text with braces is not clear';
    diagnostics.error({ code: 'unclear-template', summary, suggestion, range });
  } else {
    const summary = 'This template is EJS, and delivers these braces as they are';
    diagnostics.warning({ code: 'braces-in-template', summary, suggestion, range });
  }
}
