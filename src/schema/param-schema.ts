import type * as z from 'zod';
import { paramMeta } from '../module-api/param-meta.ts';
import type { JsonSchema } from './json-schema.ts';
import { FLAG, listOrOne, orExpression, TEXT } from './json-schema.ts';

/** What a module's parameter takes, in all the ways in which it may be written, with its description. */
export function paramSchema(schema: z.core.$ZodType, isRequired: boolean): JsonSchema {
  const { description = '', secret, expression } = paramMeta(schema);
  const fallback = defaultOf(schema);
  const notes = [
    description,
    isRequired ? 'Required.' : '',
    fallback === undefined ? '' : `Default: \`${JSON.stringify(fallback)}\`.`,
    secret ? 'Secret: masked in all output.' : '',
  ];
  const form = expression ? {} : orExpression(typeSchema(schema));
  return { ...(form as object), description: notes.filter(Boolean).join(' ') };
}

/** Whether the parameter may be left out. */
export const isOptional = (schema: z.core.$ZodType): boolean => (schema as z.ZodType).safeParse(undefined).success;

function typeSchema(schema: z.core.$ZodType): JsonSchema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'pipe':
      return isTransform(def.in) ? lenient(typeSchema(def.out)) : typeSchema(def.in);
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nullable':
      return typeSchema(def.innerType);
    case 'string':
      return { type: 'string' };
    case 'number':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'array':
      return { type: 'array', items: orExpression(typeSchema(def.element)) };
    case 'enum':
      return { enum: Object.values(def.entries) };
    case 'literal':
      return { enum: def.values };
    case 'union':
      return { anyOf: def.options.map(typeSchema) };
    case 'record':
      return { type: 'object', additionalProperties: orExpression(typeSchema(def.valueType)) };
    case 'object':
      return objectSchema(def.shape);
    default:
      return true;
  }
}

const objectSchema = (shape: z.core.$ZodShape): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, paramSchema(value, false)])),
});

const isTransform = (schema: z.core.$ZodType): boolean => (schema as z.core.$ZodTypes)._zod.def.type === 'transform';

/** What is turned into the type before it is looked at: `yes`, digits in quotes, one text for a list of it. */
function lenient(schema: JsonSchema): JsonSchema {
  if (typeof schema !== 'object') return schema;
  if (schema['type'] === 'boolean') return FLAG;
  if (schema['type'] === 'array') return listOrOne(TEXT);
  if (schema['type'] === 'string' || schema['type'] === 'number') return TEXT;
  return schema;
}

function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'default' || def.type === 'prefault') return def.defaultValue;
  if (def.type === 'pipe') return defaultOf(def.in) ?? defaultOf(def.out);
  return 'innerType' in def ? defaultOf(def.innerType) : undefined;
}
