import type { Problem, Span } from '../../parse/problem.ts';
import type { JinjaProgram, RunCode } from '../runtime/unit.ts';
import { CHANGING_METHODS } from '../python/methods-dict.ts';
import type { Statement } from '../syntax/ast.ts';
import { parseJinja } from '../syntax/parse-jinja.ts';
import type { JinjaKind, ParsedJinja } from '../syntax/parse-jinja.ts';
import { ANSIBLE_SETTINGS } from '../syntax/settings.ts';
import type { Settings } from '../syntax/settings.ts';
import { JinjaSyntaxError } from '../syntax/syntax-error.ts';
import { Codegen } from './codegen.ts';
import { emitCondition, emitExpression } from './emit-expression.ts';
import { emitMarked } from './emit-native.ts';
import { emitJoined, emitStart } from './emit-output.ts';
import { emitStatements } from './emit-statement.ts';
import { namesDefinedWhen } from './guards.ts';
import { attributesIn } from './mentions.ts';
import { storedNames } from './stored-names.ts';

const cache = new Map<string, JinjaProgram>();
const MOST_CACHED = 20_000;

/** The program of a text, compiled once for each text and its settings. */
export function jinjaProgram(text: string, kind: JinjaKind, settings: Settings = ANSIBLE_SETTINGS): JinjaProgram {
  const key = `${kind}:${settings === ANSIBLE_SETTINGS ? '' : JSON.stringify(settings)}:${text}`;
  const cached = cache.get(key);
  if (cached) return cached;
  if (cache.size > MOST_CACHED) cache.clear();
  const program = compile(text, kind, settings);
  cache.set(key, program);
  return program;
}

function compile(text: string, kind: JinjaKind, settings: Settings): JinjaProgram {
  try {
    const parsed = parseJinja(text, kind, settings);
    return kind === 'condition'
      ? conditionProgram(parsed)
      : templateProgram(parsed, kind === 'file' ? 'file' : 'value');
  } catch (error) {
    if (error instanceof JinjaSyntaxError) return failed(problemOf(error, text.length), settings);
    // the parser and the emitters are recursive, and the stack is limited
    if (!(error instanceof RangeError)) throw error;
    const start = Math.max(0, text.search(/\S/));
    const nested = new JinjaSyntaxError('The template is nested too deeply', { start, end: start + 1 });
    return failed(problemOf(nested, text.length), settings);
  }
}

const EMITTERS = { expression: emitExpression, marked: emitMarked, statements: emitStatements };

function templateProgram({ body, settings, toOriginal }: ParsedJinja, kind: 'file' | 'value'): JinjaProgram {
  const g = new Codegen(kind, EMITTERS, (span) => originalSpan(span, toOriginal));
  const statements = g.guarding(storedNames(body), () => g.statements(body));
  const code = `${emitStart(g)}\n${statements}\nreturn o;`;
  const blocks = [...g.blocks].map(([name, block]): [string, string] => [
    name,
    `${emitStart(g)}\n${block}\nreturn ${emitJoined(g)};`,
  ]);
  return {
    ...factsOf(g, body, settings),
    ensures: [],
    run: runner(code),
    blocks: new Map(blocks.map(([name, block]) => [name, runner(block)])),
  };
}

function conditionProgram({ body, settings, toOriginal }: ParsedJinja): JinjaProgram {
  const g = new Codegen('file', EMITTERS, (span) => originalSpan(span, toOriginal));
  const [statement] = body;
  if (statement?.type !== 'if') throw new JinjaSyntaxError('This is not a condition', { start: 0, end: 1 });
  const [branch] = statement.branches;
  const code = `return ${branch ? emitCondition(branch.test, g) : 'true'};`;
  const ensures = branch ? [...namesDefinedWhen(true, branch.test)] : [];
  return { ...factsOf(g, body, settings), ensures, run: runner(code), blocks: new Map() };
}

const originalSpan = ({ start, end }: Span, toOriginal: (offset: number) => number): Span => {
  const from = toOriginal(start);
  return { start: from, end: Math.max(from, toOriginal(end)) };
};

/** The code is written by the emitters; it contains user text only within quotes. */
function runner(code: string): RunCode {
  let made: RunCode | undefined;
  return ($) => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    made ??= new Function('$', `"use strict";\n${code}`) as RunCode;
    return made($);
  };
}

function factsOf(
  g: Codegen,
  body: readonly Statement[],
  settings: Settings,
): Omit<JinjaProgram, 'run' | 'ensures' | 'blocks'> {
  const { problems, reads, templates, sites, output } = g;
  const changes = [...attributesIn(body)].some((name) => CHANGING_METHODS.has(name));
  return { problems, reads, templates, sites, output, settings, changes };
}

const problemOf = ({ message, span, details }: JinjaSyntaxError, length: number): Problem => ({
  code: 'expression-syntax',
  summary: message,
  ...details,
  start: Math.min(span.start, Math.max(0, length - 1)),
  end: Math.max(Math.min(span.end, length), Math.min(span.start, length - 1) + 1),
});

function failed(problem: Problem, settings: Settings): JinjaProgram {
  return {
    problems: [problem],
    reads: [],
    ensures: [],
    templates: [],
    sites: [],
    output: 'file',
    settings,
    changes: false,
    blocks: new Map(),
    run: () => {
      throw new Error('a program with problems was run');
    },
  };
}
