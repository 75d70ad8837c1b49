import * as z from 'zod';
import { EVENTS_VERSION } from '../engine/events.ts';
import { EVENT_SCHEMAS } from './events-schema.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const INTRODUCTION = `# Events

\`--events FILE\` writes what happens in a run to FILE as it happens: one event a line, each line one JSON object
([NDJSON](https://github.com/ndjson/ndjson-spec)), in UTF-8. The file is replaced when a run starts.

This is version ${EVENTS_VERSION} of the schema; \`run.started\` carries the number. Within a version fields and events may be
added, never renamed or removed, so a reader should pass over what it does not know. Secrets are masked as \`********\`.
Text from hosts is as the hosts gave it, terminal sequences and all.

<!-- Written from src/report/events-schema.ts: npm run generate -->
`;

/** docs/reference/events.md: each event and each object in one, with its fields. */
export function renderEventsReference(): string {
  const schemas = Object.entries(EVENT_SCHEMAS).map(
    ([name, schema]) => [name, z.toJSONSchema(schema) as Schema] as const,
  );
  const definitions = new Map(schemas.flatMap(([, { $defs = {} }]) => Object.entries($defs)));
  return [
    INTRODUCTION,
    ...schemas.map(([name, schema]) => renderObject(`## ${name}`, schema)),
    '## Objects in events\n',
    ...[...definitions].map(([name, schema]) => renderObject(`### ${name}`, schema)),
  ].join('\n');
}

function renderObject(title: string, { description = '', properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties)
    .filter(([name]) => name !== 'event')
    .map(([name, field]) => renderField(required.includes(name) ? `\`${name}\`` : `\`${name}\`?`, field));
  return [`${title}\n`, `${description}\n`, '| field | type | |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

const renderField = (name: string, field: Schema): string =>
  `| ${name} | ${renderType(field)} | ${field.description ?? ''} |`;

function renderType(schema: Schema): string {
  if (schema.$ref !== undefined) return renderReference(schema.$ref);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.items) return `list of ${renderType(schema.items)}`;
  if (schema.additionalProperties) return `map of ${renderType(schema.additionalProperties)}`;
  return schema.type ?? 'any';
}

function renderReference(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return `[${name}](#${name})`;
}
