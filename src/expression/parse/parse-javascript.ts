import { parse, parseExpressionAt } from 'acorn';
import type { Expression, Options, Program } from 'acorn';
import { parseJinja } from '../jinja/syntax/parse-jinja.ts';
import { ANSIBLE_SETTINGS } from '../jinja/syntax/settings.ts';
import { JinjaSyntaxError } from '../jinja/syntax/syntax-error.ts';
import type { Mistake } from './mistake.ts';
import type { Problem, Span } from './problem.ts';

const OPTIONS: Options = { ecmaVersion: 2023, sourceType: 'module', preserveParens: true };

/** Parses the expression in the span, or returns the mistake. Offsets are those of `text`. */
export function parseExpression(text: string, span: Span): Expression | Problem {
  const parsed = parseAt(text, span);
  return isProblem(parsed) ? hint(parsed, text.slice(span.start, span.end), span) : parsed;
}

/** Adds a hint if the text is Jinja, or contains a tag where none is allowed. */
function hint(problem: Problem, code: string, { start, end }: Span): Problem {
  const inner = /^\s*<%[=_-]?([^]*?)[-_]?%>\s*$/.exec(code)?.[1]?.trim();
  if (inner !== undefined) {
    return { ...problem, start, end, summary: 'This is an expression without tags', suggestion: `Write \`${inner}\`.` };
  }
  if (!isJinja(code)) return problem;
  return {
    code: 'jinja-syntax',
    start,
    end,
    summary: 'This is Jinja, and the expressions of this file are JavaScript',
    suggestion:
      'Write && || ! for and, or, not; defined(x) for x is defined; x ?? y for a default. Or say syntax: jinja.',
  };
}

/** Whether a text that is not JavaScript is a condition in Jinja. */
function isJinja(code: string): boolean {
  try {
    return parseJinja(code, 'condition', ANSIBLE_SETTINGS).body.length === 1;
  } catch (error) {
    if (error instanceof JinjaSyntaxError) return false;
    throw error;
  }
}

function parseAt(text: string, span: Span): Expression | Problem {
  const head = text.slice(0, span.end);
  if (head.slice(span.start).trim() === '')
    return syntaxProblem(span, 'There is no expression here', { kind: 'empty' });
  try {
    const expression = parseExpressionAt(head, span.start, OPTIONS);
    const rest = /^(\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(head.slice(expression.end))?.[0].length ?? 0;
    const at = expression.end + rest;
    if (at < span.end)
      return syntaxProblem({ start: at, end: span.end }, 'The expression should end here', { kind: 'surplus' });
    return expression;
  } catch (error) {
    return problemOf(error, span);
  }
}

/** Parses a script whose scriptlets have the same offsets as in the template. */
export function parseScript(script: string): Program | Problem {
  try {
    return parse(script, OPTIONS);
  } catch (error) {
    return problemOf(error, { start: 0, end: script.length });
  }
}

export const isProblem = (value: object): value is Problem => 'summary' in value;

function problemOf(error: unknown, span: Span): Problem {
  if (!(error instanceof SyntaxError)) throw error;
  const at = 'pos' in error && typeof error.pos === 'number' ? error.pos : span.start;
  const start = Math.max(span.start, Math.min(at, span.end - 1));
  const place = { start, end: start + 1 };
  if (at >= span.end) return syntaxProblem(place, 'The expression ends too early', { kind: 'incomplete' });
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  if (message.startsWith('Not enough stack')) return syntaxProblem(place, 'The expression is nested too deeply');
  return syntaxProblem(place, message, mistakeOf(message));
}

/** acorn's errors have no codes: this is the only place that knows their wording. */
const MESSAGES: readonly (readonly [RegExp, Mistake])[] = [
  [/^Unterminated (?:string|template)/, { kind: 'incomplete' }],
  [/^Unexpected character/, { kind: 'character' }],
  [/^Unexpected (?:token|keyword)|reserved word|is reserved/, { kind: 'unexpected' }],
];

const mistakeOf = (message: string): Mistake | undefined => MESSAGES.find(([pattern]) => pattern.test(message))?.[1];

const syntaxProblem = (span: Span, summary: string, mistake?: Mistake): Problem => ({
  code: 'expression-syntax',
  ...span,
  summary,
  mistake,
});
