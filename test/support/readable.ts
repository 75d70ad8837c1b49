import { UNCHANGED } from '../../src/module-api/unchanged.ts';
import { isUnknown } from '../../src/values/unknown.ts';

/** Plain data to compare with what a case expects: bytes as text, Unknown as the word, nothing undefined. */
export function readable(value: unknown): unknown {
  if (isUnknown(value)) return 'unknown';
  if (value === UNCHANGED) return 'unchanged';
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, readable(item)]));
}
