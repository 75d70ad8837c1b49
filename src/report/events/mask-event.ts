import * as z from 'zod';
import type { EngineEvent } from '../../engine/events.ts';
import { isUnknown } from '../../values/unknown.ts';
import { EVENT_SCHEMAS, stringKinds } from './events-schema.ts';

/** Changes text only. */
export type TextFilter = (text: string) => string;

export interface EventFilter {
  /** For free text: cleans it and masks secrets. */
  readonly text: TextFilter;
  /** For names, which may come from hosts too: cleans them. */
  readonly name: TextFilter;
}

/**
 * Applies a filter to the text in an event, as identified by its schema, and converts values that JSON can't represent.
 * Field names, enumerations and the names of hosts, roles and files are unchanged.
 */
export function maskEvent(event: EngineEvent, filter: EventFilter): EngineEvent {
  return masks[event.event](event, filter) as EngineEvent;
}

type Mask = (value: unknown, filter: EventFilter) => unknown;

/** The mask for values of a schema. Throws for a string whose kind the schema does not declare. */
export function maskOf(schema: z.core.$ZodType, place: string): Mask {
  if (schema instanceof z.ZodOptional) return maskOf(schema.unwrap(), place);
  if (schema instanceof z.ZodArray) {
    if (stringKinds.get(schema.element)?.kind === 'text')
      return (value, filter) => maskTexts(value as readonly string[], filter.text);
    return maskItems(maskOf(schema.element, place));
  }
  if (schema instanceof z.ZodRecord) return maskEntries(maskOf(schema.valueType, place));
  if (schema instanceof z.ZodObject) return maskFields(schema, place);
  if (isPlainData(schema)) return (value) => value;
  const kind = stringKinds.get(schema)?.kind;
  if (kind === 'text') return (value, filter) => filter.text(value as string);
  if (kind === 'name') return (value, filter) => filter.name(value as string);
  if (kind === 'value') return (value, filter) => maskValue(value, filter.text);
  throw new Error(`${place}: its schema does not say whether it is text, a name or a value`);
}

const PLAIN = [z.ZodNumber, z.ZodBoolean, z.ZodLiteral, z.ZodEnum, z.ZodISODateTime];

function isPlainData(schema: z.core.$ZodType): boolean {
  return PLAIN.some((type) => schema instanceof type);
}

function maskItems(item: Mask): Mask {
  return (value, filter) => (value as readonly unknown[]).map((one) => item(one, filter));
}

/**
 * Filters texts that belong together, such as the words of a command or the lines of its output. If a secret extends over several of them,
 * they become one.
 */
function maskTexts(texts: readonly string[], filter: TextFilter): string[] {
  const alone = texts.map(filter);
  if (texts.length < 2) return alone;
  const together = filter(texts.join('\n')).split('\n');
  return together.length === alone.join('\n').split('\n').length ? alone : together.map(filter);
}

function maskEntries(entry: Mask): Mask {
  return (value, filter) =>
    Object.fromEntries(Object.entries(value as object).map(([key, one]) => [filter.name(key), entry(one, filter)]));
}

/** Fields that are not in the schema are omitted. */
function maskFields({ shape }: z.ZodObject, place: string): Mask {
  const fields = new Map(
    Object.entries<z.core.$ZodType>(shape).map(([key, field]) => [key, maskOf(field, `${place}.${key}`)]),
  );
  return (value, filter) => {
    const masked: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value as object)) {
      const mask = fields.get(key);
      if (mask) masked[key] = one === undefined ? undefined : mask(one, filter);
    }
    return masked;
  };
}

/** Filters the text in any value, including keys, and makes it representable in JSON. */
export function maskValue(value: unknown, filter: TextFilter): unknown {
  if (typeof value === 'string') return filter(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value)) return '(not known yet)';
  if (value instanceof Uint8Array) return `(${String(value.length)} bytes)`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'string')) return maskTexts(value, filter);
    return value.map((item) => maskValue(item, filter));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [filter(key), maskValue(item, filter)]));
}

const masks = Object.fromEntries(
  Object.entries(EVENT_SCHEMAS).map(([event, schema]) => [event, maskOf(schema, event)]),
) as Readonly<Record<EngineEvent['event'], Mask>>;
