import * as z from 'zod';
import { EVENTS_VERSION } from '../../engine/events.ts';
import { EVENT_SCHEMAS } from './events-schema.ts';
import type { Schema } from './render-schema.ts';
import { renderSchema } from './render-schema.ts';

const INTRODUCTION = `# Events

\`--events FILE\` writes what happens in a run to FILE as it happens: one event a line, each line one JSON object
([NDJSON](https://github.com/ndjson/ndjson-spec)), in UTF-8. The file is replaced when a run starts.

This is version ${EVENTS_VERSION} of the schema; \`run.started\` carries the number. Within a version fields and events may be
added, never renamed or removed, so a reader should pass over what it does not know. Secrets are masked as \`********\`.
Text from hosts is as the hosts gave it, terminal sequences and all.

<!-- Written from src/report/events/events-schema.ts: npm run generate -->
`;

/** docs/reference/events.md: all events and the objects in them, with their fields. */
export function renderEventsReference(): string {
  const schemas = Object.entries(EVENT_SCHEMAS).map(
    ([name, schema]) => [name, z.toJSONSchema(schema) as Schema] as const,
  );
  const definitions = new Map(schemas.flatMap(([, { $defs = {} }]) => Object.entries($defs)));
  return [
    INTRODUCTION,
    ...schemas.map(([name, schema]) => renderSchema(`## ${name}`, schema, ['event'])),
    '## Objects in events\n',
    ...[...definitions].map(([name, schema]) => renderSchema(`### ${name}`, schema, ['event'])),
  ].join('\n');
}
