import type { JsonSchema } from './json-schema.ts';
import { variableProperties } from './variables-schema.ts';
import type { DeclaredVariables } from './variables-schema.ts';

/** Of an inventory in YAML. */
export const inventorySchema = (roles: DeclaredVariables): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'An inventory of provision',
  type: ['object', 'null'],
  additionalProperties: { $ref: '#/definitions/group' },
  definitions: {
    variables: { type: ['object', 'null'], properties: variableProperties(roles) },
    group: {
      type: ['object', 'null'],
      properties: {
        hosts: {
          description: "The group's hosts by name, each with its variables. web[01:20] is twenty of them.",
          anyOf: [
            { type: ['object', 'null'], additionalProperties: { $ref: '#/definitions/variables' } },
            { type: 'string' },
          ],
        },
        vars: { description: "Variables of the group's hosts.", $ref: '#/definitions/variables' },
        children: {
          description: 'Groups that are part of this one.',
          anyOf: [
            { type: ['object', 'null'], additionalProperties: { $ref: '#/definitions/group' } },
            { type: 'string' },
          ],
        },
      },
      additionalProperties: false,
    },
  },
});
