import { code } from './markdown.mjs';

/** Describes the type of a zod schema in words. Wrappers that only convert notations are skipped. */
export function describeType(schema) {
  const { def } = schema._zod;
  switch (def.type) {
    case 'pipe':
      return describeType(def.in._zod.def.type === 'transform' ? def.out : def.in);
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return describeType(def.innerType);
    case 'string':
      return 'text';
    case 'number':
      return def.format?.includes('int') ? 'integer' : 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return `list of ${describeType(def.element)}`;
    case 'enum':
      return Object.values(def.entries).map(code).join(', ');
    case 'literal':
      return def.values.map((value) => code(String(value))).join(', ');
    case 'union':
      return [...new Set(def.options.map(describeType))].join(' or ');
    case 'record':
      return `mapping of ${describeType(def.valueType)}`;
    case 'object':
      return `mapping with ${Object.keys(def.shape).map(code).join(', ')}`;
    case 'null':
    case 'undefined':
      return 'nothing';
    default:
      return 'any';
  }
}

/** The default in YAML notation, or undefined. */
export function defaultOf(schema) {
  const { def } = schema._zod;
  if (def.type === 'default' || def.type === 'prefault') return JSON.stringify(def.defaultValue);
  if (def.type === 'pipe') return defaultOf(def.in) ?? defaultOf(def.out);
  return 'innerType' in def ? defaultOf(def.innerType) : undefined;
}

/** Whether the parameter may be left out. */
export const isOptional = (schema) => schema.safeParse(undefined).success;
