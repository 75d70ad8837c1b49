import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { diagnosticOf, rangeOf } from '../bind-program.ts';
import { wholeFile } from '../compile-text.ts';
import type { Compiled, ControllerAccess, FreeIdentifier, Scope, SourceText } from '../compiled.ts';
import { ExpressionError } from '../compiled.ts';
import { jinjaProgram } from './compile/compile-jinja.ts';
import { isUnknown } from '../../values/unknown.ts';
import { UnknownRead } from '../run/fault.ts';
import { holdsJinja } from '../dialect.ts';
import { checkIncluded } from './check-included.ts';
import { conditionOf } from './condition-text.ts';
import { evaluateJinja } from './evaluate-jinja.ts';
import { isNumber } from './python/values.ts';
import { askHost } from './runtime/ask-host.ts';
import { GLOBAL_NAMES } from './runtime/globals.ts';
import { toData } from './runtime/native.ts';
import type { JinjaUnit } from './runtime/unit.ts';
import type { World } from './runtime/world.ts';
import type { JinjaKind } from './syntax/parse-jinja.ts';
import { ANSIBLE_SETTINGS } from './syntax/settings.ts';
import type { Settings } from './syntax/settings.ts';

export interface JinjaContext {
  readonly kind: JinjaKind;
  readonly host: ControllerAccess;
  /** Settings that are absent or undefined have their defaults. */
  readonly settings?: { readonly [K in keyof Settings]?: Settings[K] | undefined } | undefined;
  /** The files that include this one, the outermost first. */
  readonly path?: readonly string[];
}

/** Compiles a Jinja text at its location. Mistakes are reported, and make every evaluation fail. */
export function compileJinja(source: SourceText, diagnostics: DiagnosticList, context: JinjaContext): Compiled {
  if (context.kind === 'file' || context.kind === 'value' || !holdsJinja(source.text)) {
    return compileUnit(source, diagnostics, context);
  }
  if (context.kind === 'expression') return compileUnit(source, diagnostics, { ...context, kind: 'value' });
  return conditionOf(compileUnit(source, diagnostics, { ...context, kind: 'value' }));
}

function compileUnit(source: SourceText, diagnostics: DiagnosticList, context: JinjaContext): Compiled {
  const { kind, host, settings } = context;
  const program = jinjaProgram(source.text, kind, settingsOf(settings));
  const unit = { program, source };
  const problems = program.problems.map((problem) => diagnosticOf(problem, source));
  for (const problem of problems) diagnostics.add(problem);
  const own = kind === 'file' ? [source.range.source.path] : [];
  checkIncluded(program, { source, host, path: context.path ?? own }, diagnostics, (file, path) => {
    compileUnit(wholeFile(file), diagnostics, { ...context, kind: 'file', path });
  });
  const broken = problems.find(({ severity }) => severity === 'error');
  return {
    source,
    identifiers: identifiersOf(unit, kind),
    ensures: program.ensures,
    dialect: 'jinja',
    evaluate: (scope) => {
      if (broken) throw new ExpressionError(broken);
      const single = kind === 'value' || kind === 'expression' ? singleVariable(source.text, kind, scope) : undefined;
      return single === undefined ? evaluateJinja(unit, kind, worldOf(scope, host)) : single.value;
    },
  };
}

function settingsOf(given: JinjaContext['settings'] = {}): Settings {
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  return changed.length === 0
    ? ANSIBLE_SETTINGS
    : { ...ANSIBLE_SETTINGS, ...(Object.fromEntries(changed) as Partial<Settings>) };
}

/** Names that a template file can read in addition to variables. */
const TEMPLATE_NAMES: ReadonlySet<string> = new Set([
  'ansible_managed',
  'template_host',
  'template_path',
  'template_fullpath',
  'template_destpath',
  'template_uid',
  'template_mtime',
  'template_run_date',
]);

const identifiersOf = ({ program, source }: JinjaUnit, kind: JinjaKind): FreeIdentifier[] =>
  program.reads
    .filter(({ name }) => !GLOBAL_NAMES.has(name) && !(kind === 'file' && TEMPLATE_NAMES.has(name)))
    .map(({ name, guarded, ...span }) => ({ name, guarded, range: rangeOf(span, source) }));

const SINGLE = /^\{\{\s*(\w*)\s*\}\}\n?$/u;

/** A number, a boolean or null from a single variable keeps its type, unless the variable itself is a template. */
function singleVariable(text: string, kind: JinjaKind, scope: Scope): { readonly value: unknown } | undefined {
  const name = SINGLE.exec(kind === 'expression' ? `{{ ${text} }}` : text)?.[1];
  if (name === undefined || !scope.has(name) || scope.shapeOf?.(name) === 'template') return undefined;
  const value = scope.get(name);
  return value === null || isNumber(value) ? { value: toData(value) } : undefined;
}

export const worldOf = (scope: Scope, host: ControllerAccess): World => ({
  scope,
  host: scope.controllerFor?.(host) ?? host,
  load: (path, settings) => {
    const file = askHost(host, (controller) => controller.readTemplate(path));
    if (!file) return undefined;
    const source = wholeFile(file);
    const program = jinjaProgram(source.text, 'file', settings);
    const [problem] = program.problems.filter(({ severity }) => severity === undefined);
    if (problem) throw new ExpressionError(diagnosticOf(problem, source));
    return { program, source };
  },
  renderFile: (file, inner) => {
    const source = wholeFile(file);
    const value = evaluateJinja({ program: jinjaProgram(source.text, 'file'), source }, 'file', worldOf(inner, host));
    if (isUnknown(value)) throw new UnknownRead(value);
    return value;
  },
});
