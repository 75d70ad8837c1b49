import type { JsonSchema } from './json-schema.ts';
import { described } from './json-schema.ts';
import { VARIABLE_TYPES } from '../playbook/role/variable-type.ts';

const SYNONYMS = ['str', 'int', 'float', 'bool', 'dict', 'raw'];

const declaration: JsonSchema = {
  anyOf: [
    { enum: [...VARIABLE_TYPES, ...SYNONYMS] },
    {
      type: 'object',
      properties: {
        type: {
          enum: [...VARIABLE_TYPES, ...SYNONYMS],
          description: 'The type of its values; any where nothing is said.',
        },
        required: { type: 'boolean', description: 'Every host that gets the role must have a value.' },
        default: { description: 'The value where nothing else is set. Excludes required.' },
        description: { type: 'string', description: 'One or more sentences, for the reference and for messages.' },
        secret: { type: 'boolean', description: 'The value is never shown.' },
        recommended: {
          type: 'string',
          description: 'What a site lacks that leaves it at its default; lint warns then.',
        },
        choices: { type: 'array', description: 'The values that are possible.' },
        items: described({ $ref: '#/definitions/declaration' }, 'Of a list: what each item is.'),
        keys: {
          type: 'object',
          additionalProperties: { $ref: '#/definitions/declaration' },
          description: 'Of a mapping: its keys.',
        },
      },
      additionalProperties: false,
    },
  ],
};

const roles = (description: string): JsonSchema => ({ type: ['array', 'null'], description });

/** Of a role's meta/main.yml. */
export const metaSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'What a role says of itself',
  type: ['object', 'null'],
  properties: {
    description: { type: 'string', description: 'What the role is for.' },
    variables: {
      type: 'object',
      description: 'The variables that the role takes: checked for every host before the first connection.',
      additionalProperties: { $ref: '#/definitions/declaration' },
    },
    dependencies: roles('Roles that run before this one, on the same host.'),
    after: roles('Roles that this one waits for, on whichever host, where the play has them.'),
    requires: roles('Roles that must have succeeded before this one begins; the play must have them.'),
    syntax: { enum: ['ejs', 'jinja'], description: 'The language of the expressions in the role.' },
    galaxy_info: { type: 'object' },
    allow_duplicates: { type: 'boolean' },
    collections: { type: ['array', 'null'] },
    argument_specs: { type: 'object', description: 'As Ansible has it; `variables` says the same in fewer words.' },
  },
  additionalProperties: false,
  definitions: { declaration },
};
