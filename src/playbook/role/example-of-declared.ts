import type { VariableDeclaration, VariableType } from './variable-declaration.ts';

/** An example line that sets a declared variable: `web_port: 8080`. Uses the default, unless the variable is secret. */
export function exampleOfDeclared(declaration: VariableDeclaration, choice?: string): string {
  const { name, choices = [] } = declaration;
  return `${name}: ${choice ?? (choices.length > 0 ? String(choices[0]) : exampleValue(declaration))}`;
}

function exampleValue(declaration: VariableDeclaration): string {
  const { type, default: fallback, items, keys, secret } = declaration;
  if (type === 'list') return `[${items === undefined ? 'one, two' : exampleValue(items)}]`;
  if (type === 'mapping')
    return keys === undefined
      ? '{ name: value }'
      : `{ ${[...keys.values()].map((key) => exampleOfDeclared(key)).join(', ')} }`;
  const isGood = !secret && fallback?.kind === 'literal' && isOf(type, fallback.value);
  return isGood ? JSON.stringify(fallback.value) : EXAMPLES[type];
}

const isOf = (type: VariableType, value: unknown): boolean =>
  (type === 'string' && typeof value === 'string' && value !== '') ||
  (type === 'integer' && Number.isInteger(value)) ||
  (type === 'port' && Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_PORT);

const MAX_PORT = 65_535;

const EXAMPLES: Readonly<Record<VariableType, string>> = {
  string: 'some text',
  integer: '10',
  number: '1.5',
  boolean: 'true',
  list: '[one, two]',
  mapping: '{ name: value }',
  path: '/srv/data',
  port: '8080',
  address: '192.0.2.10',
  duration: '30s',
  any: 'some text',
};
