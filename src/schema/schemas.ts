import { inventorySchema } from './inventory-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { metaSchema } from './meta-schema.ts';
import type { SchemaSource } from './playbook-schema.ts';
import { playbookSchema, tasksSchema } from './playbook-schema.ts';
import { projectSchema } from './project-schema.ts';
import type { DeclaredVariables } from './variables-schema.ts';
import type { SchemaName } from './schema-names.ts';
import { variablesSchema } from './variables-schema.ts';

/** The files of a project that each schema is for, relative to its root. */
export const SCHEMA_FILES: Readonly<Record<SchemaName, readonly string[]>> = {
  playbook: ['playbooks/*.yml', 'playbooks/*.yaml'],
  tasks: ['tasks', 'handlers', 'verify', 'opening', 'closing'].map((part) => `roles/*/${part}/*.yml`),
  meta: ['roles/*/meta/main.yml'],
  variables: [
    '**/group_vars/*.yml',
    '**/group_vars/*/*.yml',
    '**/host_vars/*.yml',
    '**/host_vars/*/*.yml',
    'roles/*/defaults/*.yml',
    'roles/*/vars/*.yml',
  ],
  inventory: ['inventories/*/hosts.yml', 'inventories/*.yml'],
  project: ['provision.yml'],
};

/** All schemas of a project. */
export const renderSchemas = (
  source: Omit<SchemaSource, 'roles'> & { readonly variables: DeclaredVariables },
): Readonly<Record<SchemaName, JsonSchema>> => {
  const named = { modules: source.modules, roles: [...source.variables.keys()] };
  const schemas = {
    playbook: playbookSchema(named),
    tasks: tasksSchema(named),
    meta: metaSchema,
    variables: variablesSchema(source.variables),
    inventory: inventorySchema(source.variables),
    project: projectSchema,
  };
  return withMarkdown(schemas) as typeof schemas;
};

/** Editors show `description` as it is written, and the other as Markdown. */
function withMarkdown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMarkdown);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, withMarkdown(inner)]);
  const { description } = value as { readonly description?: unknown };
  const isMarkdown = typeof description === 'string' && description.includes('`');
  return Object.fromEntries(isMarkdown ? [...entries, ['markdownDescription', description]] : entries);
}
