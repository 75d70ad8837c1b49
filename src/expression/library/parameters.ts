import { kindOf } from '../run/kind-of.ts';
import type { Parameter } from './define.ts';

export type Mapping = Readonly<Record<string, unknown>>;
export type Callback = (item: unknown) => unknown;

const parameter = <T>(kind: string, accepts: (value: unknown) => boolean): Parameter<T> => ({
  kind,
  optional: false,
  accepts: (value): value is T => accepts(value),
});

export const any = parameter<unknown>('any value', (value) => value !== undefined);
export const text = parameter<string>('text', (value) => typeof value === 'string');
export const number = parameter<number>('number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const integer = parameter<number>('whole number', (value) => Number.isSafeInteger(value));
export const boolean = parameter<boolean>('boolean', (value) => typeof value === 'boolean');
export const list = parameter<readonly unknown[]>('list', (value) => Array.isArray(value));
export const texts = parameter<readonly string[]>(
  'list of text',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);
export const mapping = parameter<Mapping>('mapping', (value) => kindOf(value) === 'mapping');
export const mappings = parameter<readonly Mapping[]>(
  'list of mappings',
  (value) => Array.isArray(value) && value.every((item) => kindOf(item) === 'mapping'),
);
/** The name of a key, or a function of an item. */
export const keyOrFunction = parameter<string | Callback>(
  'key or function',
  (value) => typeof value === 'string' || typeof value === 'function',
);
export const pattern = parameter<string | RegExp>(
  'regular expression',
  (value) => typeof value === 'string' || value instanceof RegExp,
);

export const oneOf = <const T extends string>(...choices: readonly T[]): Parameter<T> =>
  parameter<T>(choices.map((choice) => `'${choice}'`).join(' or '), (value) => choices.some((c) => c === value));

/** An optional parameter. */
export const optional = <T>({ kind, accepts }: Parameter<T>): Parameter<T | undefined> => ({
  kind,
  optional: true,
  accepts: (value): value is T | undefined => value === undefined || accepts(value),
});
