import { dictGet, dictHas } from './dict.ts';
import { DICT_METHODS } from './methods-dict.ts';
import { methodOf } from './methods.ts';
import { refused, typeError, valueError } from './py-error.ts';
import { PyRange } from './py-range.ts';
import { charsOf } from './text.ts';
import { DictView, isDict, isInt, NamedTuple, PyObject, Tuple, typeName } from './values.ts';

/** `start:stop:step` */
export class Slice {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;

  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** `object.name`: an attribute or, otherwise, a key. Undefined if there is neither. */
export function getAttribute(object: unknown, name: string): unknown {
  // most are keys of plain mappings
  if (isPlain(object) && !DICT_METHODS.has(name) && Object.hasOwn(object, name)) return object[name];
  if (object instanceof PyObject) return object.attribute(name);
  if (object instanceof NamedTuple && object.names.includes(name)) return object[object.names.indexOf(name)];
  const method = methodOf(object, name);
  if (method) return method;
  if (isDict(object) && dictHas(object, name)) return dictGet(object, name);
  if (name.startsWith('__')) throw refused(`The attribute ${name} cannot be read`);
  return undefined;
}

/** `object[key]`: an item or a key, otherwise an attribute. Undefined if there is neither. */
export function getItem(object: unknown, key: unknown): unknown {
  if (key instanceof Slice) return sliceOf(object, key);
  const found = itemAt(object, key);
  if (found !== undefined || typeof key !== 'string') return found;
  return isDict(object) && dictHas(object, key) ? undefined : getAttribute(object, key);
}

function itemAt(object: unknown, key: unknown): unknown {
  if (isDict(object)) return isHashable(key) ? dictGet(object, key) : undefined;
  if (!isInt(key) && typeof key !== 'boolean') return undefined;
  const index = Number(key);
  if (typeof object === 'string') return charsOf(object).at(index);
  if (object instanceof DictView) return undefined;
  return Array.isArray(object) || object instanceof PyRange ? object.at(index) : undefined;
}

const isHashable = (key: unknown): boolean =>
  key instanceof Tuple ? key.every(isHashable) : !Array.isArray(key) && !isDict(key);

function sliceOf(object: unknown, key: Slice): unknown {
  if (isSliceable(object)) return slice(object, key);
  if (isDict(object)) throw typeError("unhashable type: 'slice'");
  return undefined;
}

type Sliceable = string | readonly unknown[] | PyRange;

const isSliceable = (value: unknown): value is Sliceable =>
  typeof value === 'string' || (Array.isArray(value) && !(value instanceof DictView)) || value instanceof PyRange;

/** The slice of a text or list. */
function slice(object: Sliceable, part: Slice): unknown {
  const items = typeof object === 'string' ? charsOf(object) : object instanceof PyRange ? object.toArray() : object;
  const picked = indexes(items.length, part).map((i) => items[i]);
  if (typeof object === 'string') return picked.join('');
  if (object instanceof PyRange) return slicedRange(object, part, items.length);
  return object instanceof Tuple ? Tuple.make(...picked) : picked;
}

function slicedRange({ start, step }: PyRange, part: Slice, length: number): PyRange {
  const [from, to, by] = bounds(length, part);
  return new PyRange(start + from * step, start + to * step, step * by);
}

function indexes(length: number, part: Slice): number[] {
  const [start, stop, step] = bounds(length, part);
  const picked: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) picked.push(i);
  return picked;
}

function bounds(length: number, { start, stop, step }: Slice): [number, number, number] {
  const by = step === null ? 1 : integer(step);
  if (by === 0) throw valueError('slice step cannot be zero');
  const clamp = (value: unknown, fallback: number): number => {
    if (value === null) return fallback;
    const index = integer(value);
    const at = index < 0 ? index + length : index;
    return by > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
  };
  return by > 0 ? [clamp(start, 0), clamp(stop, length), by] : [clamp(start, length - 1), clamp(stop, -1), by];
}

function integer(value: unknown): number {
  if (isInt(value) || typeof value === 'boolean') return Number(value);
  throw typeError(`slice indices must be integers or None or have an __index__ method, not ${typeName(value)}`);
}
