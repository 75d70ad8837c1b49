import { findUnknown } from '../contains-unknown.ts';
import { UnknownRead } from './fault.ts';

type Call = (...args: never[]) => unknown;

const mathNames = Object.getOwnPropertyNames(Math).filter((name) => name !== 'random');

const math = (type: string): [string, unknown][] =>
  mathNames
    .map((name): [string, unknown] => [`Math.${name}`, Reflect.get(Math, name)])
    .filter(([, value]) => typeof value === type);

/** The constants of ECMAScript that an expression can read. */
export const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['Number.MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['Number.MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['Number.EPSILON', Number.EPSILON],
  ...math('number'),
]);

/** The functions of ECMAScript that an expression can call, by name. */
export const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['Number', (value: unknown) => Number(value)],
  ['Boolean', (value: unknown) => Boolean(value)],
  ['parseInt', (text: string, radix?: number) => parseInt(text, radix)],
  ['parseFloat', (text: string) => parseFloat(text)],
  ['isNaN', (value: number) => isNaN(value)],
  ['isFinite', (value: number) => isFinite(value)],
  ['encodeURIComponent', (text: string) => encodeURIComponent(text)],
  ['decodeURIComponent', (text: string) => decodeURIComponent(text)],
  ['encodeURI', (text: string) => encodeURI(text)],
  ['decodeURI', (text: string) => decodeURI(text)],
  ['Number.isInteger', (value: unknown) => Number.isInteger(value)],
  ['Number.isNaN', (value: unknown) => Number.isNaN(value)],
  ['Number.isFinite', (value: unknown) => Number.isFinite(value)],
  ['Number.parseInt', (text: string, radix?: number) => parseInt(text, radix)],
  ['Number.parseFloat', (text: string) => parseFloat(text)],
  ['Array.isArray', (value: unknown) => Array.isArray(value)],
  ['Array.from', arrayFrom],
  ['Object.keys', (value: object) => Object.keys(value)],
  ['Object.values', (value: object) => Object.values(value) as unknown[]],
  ['Object.entries', (value: object) => Object.entries(value)],
  ['Object.fromEntries', (entries: [string, unknown][]) => Object.fromEntries(entries)],
  ['Object.hasOwn', (value: object, key: string) => Object.hasOwn(value, key)],
  ['String', toString],
  ['JSON.parse', parseJson],
  ['JSON.stringify', stringify],
  ...(math('function') as [string, Call][]),
]);

/** The objects that contain these functions. */
export const NAMESPACES: ReadonlySet<string> = new Set(['Math', 'Number', 'Array', 'Object', 'JSON', 'String']);

/** The engine's own message quotes the text, which may be secret. */
function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    throw new TypeError('the text is not JSON');
  }
}

function arrayFrom(value: unknown, map?: (item: unknown, index: number) => unknown): unknown[] {
  if (!Array.isArray(value) && typeof value !== 'string') throw new TypeError('takes a list or a text; see range(n)');
  return map ? Array.from<unknown, unknown>(value, map) : Array.from<unknown>(value);
}

function toString(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('lists, mappings and null have no one form');
}

function stringify(value: unknown, only: readonly string[] | null | undefined, indent?: number): string {
  const unknown = findUnknown(value);
  if (unknown) throw new UnknownRead(unknown);
  return JSON.stringify(value, only && [...only], indent);
}
