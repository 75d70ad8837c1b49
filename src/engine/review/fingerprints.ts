import { createHash, createHmac } from 'node:crypto';

/** 128 bits, so that there are no accidental collisions. */
const BYTES = 16;

/** Keyed digests of values: without the key, nobody can guess a short value from its digest. */
export class Fingerprints {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Equal for values that are deeply equal, regardless of the order of keys. */
  of(value: unknown): string {
    return this.ofText(canonical(value, new Set()));
  }

  ofText(text: string | Buffer): string {
    return createHmac('sha256', this.#key).update(text).digest().subarray(0, BYTES).toString('base64url');
  }
}

/** A text that identifies a value. Values other than data, such as functions, are ignored. */
function canonical(value: unknown, around: ReadonlySet<unknown>): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : String(value);
  if (value instanceof Uint8Array) return `bytes ${createHash('sha256').update(value).digest('hex')}`;
  if (value instanceof Date) return `date ${String(value.getTime())}`;
  if (value instanceof RegExp) return `pattern ${String(value)}`;
  if (around.has(value)) return 'circle';
  const within = new Set([...around, value]);
  if (value instanceof Map) return `map ${canonical([...value], within)}`;
  if (value instanceof Set) return `set ${canonical([...value], within)}`;
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, within)).join()}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const fields = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, within)}`);
  return `{${fields.join()}}`;
}
