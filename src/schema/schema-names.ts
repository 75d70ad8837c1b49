/** The schemas, by the kind of file that each is for. A name alone: help lists them, and loads nothing of what makes them. */
export const SCHEMA_NAMES = ['playbook', 'tasks', 'meta', 'variables', 'inventory', 'project'] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];
