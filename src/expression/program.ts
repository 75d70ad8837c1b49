import type { Expression } from 'acorn';
import ejs from 'ejs';
import { firstJinja } from './dialect.ts';
import { isProblem, parseExpression } from './parse/parse-javascript.ts';
import { parseTemplate } from './parse/parse-template.ts';
import type { Output, ParsedTemplate } from './parse/parse-template.ts';
import type { Problem, Span } from './parse/problem.ts';
import type { Runtime } from './run/runtime.ts';
import { namesDefinedWhen } from './translate/guards.ts';
import { quote } from './translate/quote.ts';
import { SYNTAX } from './translate/syntax.ts';
import { translateBlock } from './translate/translate-statement.ts';
import type { Include, Read } from './translate/translation.ts';
import { Translation } from './translate/translation.ts';

/** The compiled form of a text, independent of its location. Spans are offsets in the text. */
export interface Program {
  readonly problems: readonly Problem[];
  readonly reads: readonly Read[];
  readonly includes: readonly Include[];
  readonly ensures: readonly string[];
  /** The locations that a `Fault` refers to by index. */
  readonly sites: readonly Span[];
  run(runtime: Runtime): unknown;
}

/** `value`: a YAML string, whose value keeps its type if it is one single tag. `file`: always text. */
export type TextKind = 'expression' | 'value' | 'file';

const cache = new Map<string, Program>();

/** The program of a text, compiled once for each text. */
export function programOf(text: string, kind: TextKind): Program {
  const key = `${kind}:${text}`;
  const cached = cache.get(key) ?? tryProgram(text, kind);
  cache.set(key, cached);
  return cached;
}

/** The parser and the translation are recursive, and the stack is limited. */
function tryProgram(text: string, kind: TextKind): Program {
  try {
    return makeProgram(text, kind);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const start = Math.max(0, text.search(/\S/));
    return failed([
      { code: 'expression-syntax', start, end: start + 1, summary: 'The expression is nested too deeply' },
    ]);
  }
}

function makeProgram(text: string, kind: TextKind): Program {
  if (kind === 'expression') {
    const expression = parseExpression(text, { start: 0, end: text.length });
    return isProblem(expression) ? failed([expression]) : expressionProgram(text, expression);
  }
  const jinja = kind === 'value' ? firstJinja(text) : undefined;
  if (jinja) return failed([{ ...jinja, ...JINJA }]);
  if (kind === 'value' && !text.includes('<%')) return literalProgram(text);
  const template = parseTemplate(text);
  if (!template.readable) return failed(template.problems);
  const program =
    kind === 'value' && template.whole ? expressionProgram(text, template.whole) : templateProgram(text, template);
  return { ...program, problems: [...template.problems, ...program.problems] };
}

const JINJA = {
  code: 'jinja-syntax',
  summary: 'Braces are not evaluated here, for the syntax is said to be EJS',
  suggestion: 'Write <%= expression %>, in JavaScript. If the braces are meant, mark the value with !unsafe.',
} as const;

function expressionProgram(text: string, expression: Expression): Program {
  const t = new Translation(SYNTAX, text);
  const code = t.expression(expression);
  const run = once(() => evaluator(code));
  return { ...factsOf(t), ensures: [...namesDefinedWhen(true, expression)], run: (runtime) => run()(runtime) };
}

function templateProgram(text: string, { script, outputs }: ParsedTemplate): Program {
  if (!script) return textProgram(text, [...outputs.values()]);
  const t = new Translation(SYNTAX, text, outputs);
  const code = `<% ${translateBlock(script.body, t)} %>`;
  reportLostOutput(t);
  const run = once(() => render(code));
  return { ...factsOf(t), ensures: [], run: (runtime) => run()(runtime) };
}

/** Consecutive text and printed expressions, as in most YAML strings, need no template engine. */
function textProgram(text: string, outputs: readonly Output[]): Program {
  const t = new Translation(SYNTAX, text);
  const codes = outputs.map((output) =>
    output.kind === 'text'
      ? quote(output.text)
      : `$.text(${t.expression(output.expression)}, ${t.site(output.expression)})`,
  );
  const run = once(() => evaluator(['""', ...codes].join(' + ')));
  return { ...factsOf(t), ensures: [], run: (runtime) => run()(runtime) };
}

/** Reports text that is missing in the script, because it became part of a comment or of a string. */
function reportLostOutput(t: Translation): void {
  const lost = [...t.outputs.keys()].find((at) => !t.placedOutputs.has(at));
  if (lost === undefined || t.problems.length > 0) return;
  const summary = 'A comment or text that begins in the tag before this does not end there';
  t.problems.push({ code: 'expression-syntax', start: lost, end: lost + 1, summary });
}

/** The code is written by the translation; it contains no user text verbatim. */
function evaluator(code: string): (runtime: Runtime) => unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('$', `"use strict"; return (${code});`) as (runtime: Runtime) => unknown;
}

function render(template: string): (runtime: Runtime) => unknown {
  const escape = (value: string): string => value;
  const compiled = ejs.compile(template, { strict: true, destructuredLocals: ['$'], escape, compileDebug: false });
  return (runtime) => compiled({ $: runtime });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const NOTHING = { problems: [], reads: [], includes: [], ensures: [], sites: [] };

const factsOf = ({ problems, reads, includes, sites }: Translation): Omit<Program, 'run' | 'ensures'> => ({
  problems,
  reads,
  includes,
  sites,
});

const literalProgram = (text: string): Program => ({ ...NOTHING, run: () => text });

function failed(problems: readonly Problem[]): Program {
  return {
    ...NOTHING,
    problems,
    run: () => {
      throw new Error('a program with problems was run');
    },
  };
}
