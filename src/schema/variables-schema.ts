import type { VariableDeclaration, VariableType } from '../playbook/role/variable-declaration.ts';
import { CONNECTION_VARIABLES } from './connection-variables.ts';
import type { JsonSchema } from './json-schema.ts';
import { described, FLAG, orExpression, TEXT } from './json-schema.ts';

/** The variables of each role, by the role's name. */
export type DeclaredVariables = ReadonlyMap<string, ReadonlyMap<string, VariableDeclaration>>;

/** Of files of variables: what roles declare, and what connections are made with. Others are the reader's own. */
export const variablesSchema = (roles: DeclaredVariables): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Variables',
  type: ['object', 'null'],
  properties: variableProperties(roles),
});

export function variableProperties(roles: DeclaredVariables): Record<string, JsonSchema> {
  const own = [...roles].flatMap(([role, variables]) =>
    [...variables.values()].map((variable) => [variable.name, topSchema(variable, role)] as const),
  );
  return { ...CONNECTION_VARIABLES, ...Object.fromEntries(own) };
}

/** A null, or nothing, is as if the variable were not set. */
const topSchema = (variable: VariableDeclaration, role: string): JsonSchema => {
  const notes = [
    variable.description,
    variable.required ? 'Required.' : '',
    variable.secret ? 'Secret.' : '',
    `Of the role ${role}.`,
  ];
  return described({ anyOf: [declarationSchema(variable), { type: 'null' }] }, notes.filter(Boolean).join(' '));
};

function declarationSchema({ type, choices, items, keys }: VariableDeclaration): JsonSchema {
  if (choices) return orExpression({ enum: choices });
  if (type === 'list') return orExpression({ type: 'array', ...(items && { items: nested(items) }) });
  if (type === 'mapping') return orExpression(mappingSchema(keys));
  return orExpression(TYPES[type]);
}

const nested = (declaration: VariableDeclaration): JsonSchema =>
  described(declarationSchema(declaration), declaration.description);

const mappingSchema = (keys: VariableDeclaration['keys']): JsonSchema => ({
  type: 'object',
  ...(keys && {
    properties: Object.fromEntries([...keys.values()].map((key) => [key.name, nested(key)])),
    required: [...keys.values()].filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  }),
});

const TYPES: Readonly<Record<Exclude<VariableType, 'list' | 'mapping'>, JsonSchema>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: FLAG,
  path: { type: 'string', pattern: '^/|<%|\\{\\{' },
  port: { type: 'integer', minimum: 1, maximum: 65535 },
  address: { type: 'string' },
  duration: TEXT,
  any: true,
};
