import { didYouMean } from '../../diagnostic/suggest.ts';
import { Fault } from './fault.ts';
import { describeKind } from './kind-of.ts';

/** The value of a key or an index. A missing one is a `Fault`. */
export function readKey(holder: unknown, key: unknown, site: number): unknown {
  if (!hasKey(holder, key)) throw missingKey(holder, key, site);
  return (holder as Record<string, unknown>)[key as string];
}

/** The value of a key or an index, or undefined. A value that cannot have keys is a `Fault`. */
export function findKey(holder: unknown, key: unknown, site: number): unknown {
  if (hasKey(holder, key)) return (holder as Record<string, unknown>)[key as string];
  if (holder === null || holder === undefined) throw missingKey(holder, key, site);
  return undefined;
}

/** Only own properties are keys, so that expressions cannot reach the runner's objects. */
export function hasKey(holder: unknown, key: unknown): boolean {
  if (typeof key !== 'string' && typeof key !== 'number') return false;
  if (typeof holder === 'string' || Array.isArray(holder)) return key === 'length' || isIndex(key, holder.length);
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key);
}

function isIndex(key: string | number, length: number): boolean {
  const index = typeof key === 'number' ? key : /^(0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
  return Number.isInteger(index) && index >= 0 && index < length;
}

function missingKey(holder: unknown, key: unknown, site: number): Fault {
  if (typeof key !== 'string' && typeof key !== 'number') {
    return new Fault('undefined-key', site, `A key is a text or a number, not ${describeKind(key)}`);
  }
  if (Array.isArray(holder) && typeof key === 'number') {
    const hint = key < 0 ? 'To count from the end, write list.at(-1).' : undefined;
    return new Fault('undefined-key', site, `There is no item ${key} in a list of ${holder.length}`, hint);
  }
  return new Fault('undefined-key', site, `${sentenceStart(holder)} has no key ${key}`, hintFor(holder, key));
}

function hintFor(holder: unknown, key: string | number): string | undefined {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined;
  return suggestKey(Object.keys(holder), key);
}

/** The key that was meant, or those that there are. */
export const suggestKey = (keys: readonly string[], key: string | number): string | undefined =>
  didYouMean(String(key), keys) ?? (keys.length > 0 && keys.length <= 12 ? `It has ${keys.join(', ')}.` : undefined);

const sentenceStart = (holder: unknown): string => {
  const kind = describeKind(holder);
  return kind === 'a mapping' ? 'The mapping' : kind.charAt(0).toUpperCase() + kind.slice(1);
};
