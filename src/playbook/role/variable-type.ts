import type { VariableType } from '../types.ts';

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
