import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { compileText } from './compile-text.ts';
import type { Compiled, ControllerAccess, SourceText } from './compiled.ts';
import type { Dialect, Syntax } from './dialect.ts';
import { holdsJinja } from './dialect.ts';
import { compileJinja } from './jinja/compile-unit.ts';
import { NO_HOST } from './no-host.ts';

/**
 * Compiles a bare expression, as in `when:`, in its file's language. If the language is not declared, an expression that is invalid in one
 * language and valid in the other is read as the other; conditions of files with EJS values are never read as Jinja.
 * `expression`: in Jinja, return the value instead of its truth.
 */
export function compileExpression(
  source: SourceText,
  diagnostics: DiagnosticList,
  host = NO_HOST,
  dialect?: Dialect,
  kind: 'condition' | 'expression' = 'condition',
): Compiled {
  const attempts = orderOf(dialect, source.text).map((syntax) => attempt(source, host, { syntax, kind }));
  const chosen = attempts.find(({ own }) => !own.hasErrors) ?? furthest(attempts);
  if (!chosen) throw new Error('no dialect was tried');
  for (const item of chosen.own.items) diagnostics.add(item);
  return chosen.compiled;
}

/** The attempt that understood the longest part of the text; the first one of equals. */
const furthest = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.reduce<Attempt | undefined>((best, one) => (best && reachOf(best) >= reachOf(one) ? best : one), undefined);

const reachOf = ({ own }: Attempt): number => Math.min(...own.items.map(({ range }) => range?.start ?? 0));

interface Attempt {
  readonly compiled: Compiled;
  readonly own: DiagnosticList;
}

function orderOf(dialect: Dialect | undefined, text: string): readonly Syntax[] {
  if (dialect?.said === true) return [dialect.syntax];
  if (dialect?.syntax === 'jinja' || (!dialect && holdsJinja(text))) return ['jinja', 'ejs'];
  return dialect || !WORDS.test(text) ? ['ejs'] : ['ejs', 'jinja'];
}

/** Words that JavaScript does not have, or not with this meaning. */
const WORDS = /\b(?:and|or|not|is|in)\b|\|(?!\|)/;

function attempt(
  source: SourceText,
  host: ControllerAccess,
  { syntax, kind }: { readonly syntax: Syntax; readonly kind: 'condition' | 'expression' },
): Attempt {
  const own = new DiagnosticList();
  const compiled =
    syntax === 'jinja'
      ? compileJinja(source, own, { kind, host })
      : compileText(source, own, { kind: 'expression', host, path: [] });
  return { compiled, own };
}
