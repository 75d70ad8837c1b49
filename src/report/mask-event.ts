import type { EngineEvent } from '../engine/events.ts';
import { isUnknown } from '../values/unknown.ts';

/** Changes text, and nothing else, everywhere in an event. */
export type TextFilter = (text: string) => string;

/** An event with every string, keys included, put through `filter`, and nothing in it that JSON can't say. */
export function maskEvent(event: EngineEvent, filter: TextFilter): EngineEvent {
  return maskValue(event, filter) as EngineEvent;
}

function maskValue(value: unknown, filter: TextFilter): unknown {
  if (typeof value === 'string') return filter(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value)) return '(not known yet)';
  if (value instanceof Uint8Array) return `(${String(value.length)} bytes)`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => maskValue(item, filter));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [filter(key), maskValue(item, filter)]));
}
