import type { Expression, Program } from 'acorn';
import { isProblem, parseExpression, parseScript } from './parse-javascript.ts';
import type { Problem } from './problem.ts';
import type { TemplatePart } from './tokenize-template.ts';
import { tokenizeTemplate } from './tokenize-template.ts';

/** The meaning of an empty statement of the script: a piece of text, or an expression to print. */
export type Output =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'print'; readonly expression: Expression };

/** A template as one script, in which text and printed expressions are empty statements at their offsets. */
export interface ParsedTemplate {
  /** Absent without scriptlets: then the outputs follow each other. */
  readonly script: Program | undefined;
  readonly outputs: ReadonlyMap<number, Output>;
  readonly problems: readonly Problem[];
  /** Whether the script could be parsed, so that the names which it defines are known. */
  readonly readable: boolean;
  /** The expression, if the whole template is one `<%= %>`. */
  readonly whole: Expression | undefined;
}

/** Parses the tags of a template. All spans are offsets in `text`. */
export function parseTemplate(text: string): ParsedTemplate {
  const { parts, problems: tagProblems } = tokenizeTemplate(text);
  const problems = [...tagProblems];
  const outputs = new Map<number, Output>();
  for (const part of parts) {
    const output = part.kind === 'script' ? undefined : parseOutput(text, part);
    if (output && isProblem(output)) problems.push(output);
    else if (output) outputs.set(part.span.start, output);
  }
  const whole = wholeOf(text, parts, outputs);
  if (!parts.some((part) => part.kind === 'script'))
    return { script: undefined, outputs, problems, whole, readable: true };
  const script = parseScript(scriptOf(text, parts));
  if (!isProblem(script)) return { script, outputs, problems, whole, readable: true };
  return { script: undefined, outputs, problems: [...problems, scriptProblem(script, text)], whole, readable: false };
}

function parseOutput(text: string, part: TemplatePart): Output | Problem {
  if (part.kind === 'text') return { kind: 'text', text: part.text };
  const expression = parseExpression(text, withoutSemicolon(text, part.code));
  return isProblem(expression) ? expression : { kind: 'print', expression };
}

function withoutSemicolon(text: string, code: { start: number; end: number }): { start: number; end: number } {
  const kept = text.slice(code.start, code.end).replace(/;\s*$/, '');
  return { start: code.start, end: code.start + kept.length };
}

/**
 * Replaces everything except scriptlets by spaces, so that offsets are unchanged; each scriptlet is followed by a line break and
 * a semicolon, since it may end in a comment or without a semicolon.
 */
function scriptOf(text: string, parts: readonly TemplatePart[]): string {
  let script = '';
  for (const part of parts) {
    script = script.padEnd(part.span.start);
    script += part.kind === 'script' ? `${' '.repeat(part.code.start - part.span.start)}${codeOf(text, part)}\n;` : ';';
  }
  return script.padEnd(text.length);
}

const codeOf = (text: string, part: Extract<TemplatePart, { code: unknown }>): string =>
  text.slice(part.code.start, part.code.end);

function scriptProblem(problem: Problem, text: string): Problem {
  if (problem.end >= text.length && problem.summary === 'The expression ends too early') {
    return {
      ...problem,
      summary: 'A block is opened and not closed',
      suggestion: 'Close it with `<% } %>`, or with `<% }) %>` after a function.',
    };
  }
  return problem;
}

function wholeOf(
  text: string,
  parts: readonly TemplatePart[],
  outputs: ReadonlyMap<number, Output>,
): Expression | undefined {
  const [part, ...others] = parts;
  if (part?.kind !== 'print' || others.length > 0 || part.span.end !== text.length) return undefined;
  const output = outputs.get(0);
  return output?.kind === 'print' ? output.expression : undefined;
}
