import type { VariableType } from './variable-declaration.ts';

export const VARIABLE_TYPES: readonly VariableType[] = [
  'string',
  'integer',
  'number',
  'boolean',
  'list',
  'mapping',
  'path',
  'port',
  'address',
  'duration',
  'any',
];
