import type { Module } from '../module-api/module.ts';
import type { JsonSchema } from './json-schema.ts';
import { TEXT } from './json-schema.ts';
import { keywordProperties } from './keyword-schema.ts';
import { moduleSchema } from './module-schema.ts';

export interface SchemaSource {
  readonly modules: readonly Module[];
  /** Names that a play may give under `roles`. */
  readonly roles: readonly string[];
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Of a playbook. */
export const playbookSchema = (source: SchemaSource): JsonSchema => ({
  $schema: DRAFT,
  title: 'A playbook of provision',
  type: 'array',
  items: {
    if: { type: 'object', required: ['import_playbook'] },
    then: { type: 'object', properties: keywordProperties('import_playbook'), additionalProperties: false },
    else: { $ref: '#/definitions/play' },
  },
  definitions: definitions(source),
});

/** Of a file of tasks or handlers. */
export const tasksSchema = (source: SchemaSource): JsonSchema => ({
  $schema: DRAFT,
  title: 'Tasks of provision',
  type: ['array', 'null'],
  items: { $ref: '#/definitions/task' },
  definitions: definitions(source),
});

function definitions({ modules, roles }: SchemaSource): Record<string, JsonSchema> {
  const names = roles.flatMap((name) => [name, `provision.${name}`]);
  return {
    play: {
      type: 'object',
      properties: keywordProperties('play'),
      required: ['hosts'],
      additionalProperties: false,
    },
    roleEntry: {
      anyOf: [
        { type: 'string', examples: names },
        {
          type: 'object',
          properties: {
            role: { type: 'string', examples: names, description: "The role's name." },
            ...keywordProperties('role'),
          },
        },
      ],
    },
    task: taskSchema(modules),
    ...Object.fromEntries(modules.map((module) => [`module.${module.name}`, moduleSchema(module)])),
  };
}

/** Exactly one module: lint tells where there is none, or another. */
function taskSchema(modules: readonly Module[]): JsonSchema {
  const own = modules.map(({ name }) => [name, { $ref: `#/definitions/module.${name}` }] as const);
  return {
    type: 'object',
    properties: {
      ...keywordProperties('block'),
      ...keywordProperties('include'),
      ...keywordProperties('handler'),
      ...Object.fromEntries(own),
      ...INCLUDES,
    },
    patternProperties: { '^with_': true, '^[a-z_]+\\.[a-z_]+(\\.[a-z_]+)?$': true },
    additionalProperties: false,
  };
}

const tasksFile = (description: string): JsonSchema => ({
  description,
  anyOf: [{ type: 'string' }, { type: 'object', properties: { file: TEXT, apply: { type: 'object' } } }],
});

const role = (description: string): JsonSchema => ({
  description,
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: {
        name: { ...(TEXT as object), description: "The role's name." },
        tasks_from: { ...(TEXT as object), description: 'The file of tasks/ that stands for main.' },
        vars_from: TEXT,
        defaults_from: TEXT,
        handlers_from: TEXT,
        apply: { type: 'object', description: 'Keywords for the tasks that are brought in.' },
        public: { type: 'boolean' },
      },
    },
  ],
});

const INCLUDES: Readonly<Record<string, JsonSchema>> = {
  import_tasks: tasksFile('Brings in the tasks of a file before the run begins. Its name is plain.'),
  include_tasks: tasksFile('Brings in the tasks of a file when it is reached. Its name may depend on the host.'),
  include: tasksFile('As import_tasks, or include_tasks where it has a loop or its name is an expression.'),
  import_role: role('Brings in the tasks of a role before the run begins. Its name is plain.'),
  include_role: role('Brings in the tasks of a role when it is reached. Its name may depend on the host.'),
};
