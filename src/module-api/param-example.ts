import type * as z from 'zod';
import type { Module } from './module.ts';

/** The line of a module's examples that gives a parameter: `mode: "0755"`; otherwise one of its kind. */
export function exampleOfParam(module: Module, name: string, issue?: z.core.$ZodIssue): string {
  // an example in which the state is another would have the task do something else
  const own = issue?.code === 'invalid_value' ? undefined : exampleLine(module, name);
  if (own !== undefined) return own;
  // a name that cannot be one is corrected too
  const key =
    /^\w[\w-]*$/.test(name) && (issue?.message ?? '').includes('is not a valid variable name')
      ? name.replaceAll('-', '_')
      : name;
  return `${key}: ${issue === undefined ? 'some text' : exampleOfIssue(issue)}`;
}

/** A task's parameters as the module's first example has them, in one line: `file: { path: /srv/www, state: directory }`. */
export function exampleOfParams(module: Module): string {
  const [example = ''] = module.examples;
  const body = new RegExp(`^( *(?:- )?)${module.name}:(.*)\\n?((?: +.*\\n?)*)`, 'm').exec(example);
  const [, , inline = '', below = ''] = body ?? [];
  if (inline.trim() !== '') return inline.trim();
  const lines = below.split('\n').filter((line) => /^ +[\w.]+: [^|>\s]/.test(line));
  return lines.length === 0 ? 'value' : `{ ${lines.map((line) => line.trim()).join(', ')} }`;
}

function exampleLine({ examples }: Module, name: string): string | undefined {
  const line = new RegExp(`(?:^|[\\s{,])${name}: (?![|>]|$)("[^"]*"|'[^']*'|\\[[^\\]]*\\]|\\{[^}]*\\}|[^,}\\n]+)`, 'm');
  const found = examples.map((example) => line.exec(example)?.[1]?.trim()).find((value) => value !== undefined);
  return found === undefined || found.length > MOST ? undefined : `${name}: ${found}`;
}

const MOST = 100;

function exampleOfIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.includes('whole number') ? '10' : (EXAMPLES[issue.expected] ?? 'some text');
    case 'invalid_value':
      return String(issue.values[0]);
    case 'too_small':
      return sized(issue.origin, Number(issue.minimum) + (issue.inclusive === false ? 1 : 0));
    case 'too_big':
      return sized(issue.origin, Number(issue.maximum) - (issue.inclusive === false ? 1 : 0));
    case 'invalid_union': {
      const [first] = issue.errors[0] ?? [];
      return first === undefined ? 'some text' : exampleOfIssue(first);
    }
    default:
      return exampleOfWording(issue.message);
  }
}

const sized = (origin: string, bound: number): string =>
  ({ string: 'x'.repeat(Math.min(bound, 10)), array: '[one, two]' })[origin] ?? String(bound);

const EXAMPLES: Readonly<Record<string, string>> = {
  string: 'some text',
  number: '1.5',
  int: '10',
  boolean: 'true',
  array: '[one, two]',
  object: '{ name: value }',
  record: '{ name: value }',
};

/** By the words of the schema's author. */
function exampleOfWording(message: string): string {
  const given = /such as (\S+?),?(?:$|\s)/.exec(message)?.[1];
  if (given !== undefined) return given;
  return WORDINGS.find(([pattern]) => pattern.test(message))?.[1] ?? 'some text';
}

const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/absolute path/, '/srv/data'],
  [/whole number/, '10'],
  [/port/, '8080'],
  [/one line/, 'one line of text'],
  [/true|yes/, 'true'],
];
