import type * as z from 'zod';
import type { Module } from '../module-api/module.ts';
import type { JsonSchema } from './json-schema.ts';
import { isOptional, paramSchema } from './param-schema.ts';

/** What may follow a module's name in a task: its parameters, or text that is taken apart. What must not be left out, lint tells: `args` may hold it. */
export function moduleSchema({ name, summary, params, examples, aliases = {} }: Module): JsonSchema {
  const own = Object.entries(params.shape as z.core.$ZodShape).map(
    ([key, schema]) => [key, paramSchema(schema, !isOptional(schema))] as const,
  );
  const properties = new Map<string, JsonSchema>(own);
  for (const [alias, key] of Object.entries(aliases)) {
    const schema = properties.get(key);
    if (schema !== undefined) properties.set(alias, schema);
  }
  return {
    // modules of a project have no page
    description: examples.length === 0 ? summary : `${summary} (provision docs ${name})`,
    anyOf: [
      {
        type: 'object',
        properties: Object.fromEntries(properties),
        additionalProperties: takesAnyKey(name) || isLoose(params),
      },
      { type: ['string', 'null', 'array'] },
    ],
  };
}

/** Programs of a project say nothing of their parameters. */
const isLoose = ({ def }: z.ZodObject): boolean => def.catchall?._zod.def.type === 'unknown';

/** Their parameters are variables. */
const takesAnyKey = (name: string): boolean => ['set_fact', 'add_host', 'set_stats'].includes(name);
