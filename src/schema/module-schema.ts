import type * as z from 'zod';
import type { Module } from '../module-api/module.ts';
import type { JsonSchema } from './json-schema.ts';
import { isOptional, paramSchema } from './param-schema.ts';

/** What may follow a module's name in a task: its parameters, or text that is taken apart. What must not be left out, lint tells: `args` may hold it. */
export function moduleSchema({ name, summary, params, aliases = {} }: Module): JsonSchema {
  const own = Object.entries(params.shape as z.core.$ZodShape).map(
    ([key, schema]) => [key, paramSchema(schema, !isOptional(schema))] as const,
  );
  const properties = new Map<string, JsonSchema>(own);
  for (const [alias, key] of Object.entries(aliases)) {
    const schema = properties.get(key);
    if (schema !== undefined) properties.set(alias, schema);
  }
  return {
    description: `${summary} (provision docs ${name})`,
    anyOf: [
      { type: 'object', properties: Object.fromEntries(properties), additionalProperties: takesAnyKey(name) },
      { type: ['string', 'null', 'array'] },
    ],
  };
}

/** Their parameters are variables. */
const takesAnyKey = (name: string): boolean => ['set_fact', 'add_host', 'set_stats'].includes(name);
