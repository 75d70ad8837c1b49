import { isIP } from 'node:net';
import { nearest } from '../../diagnostic/suggest.ts';
import { isUnknown } from '../../values/unknown.ts';
import { exampleOfDeclared } from './example-of-declared.ts';
import type { VariableDeclaration, VariableType } from './variable-declaration.ts';

export interface ValueIssue {
  /** For example `nginx_sites[0].name`. */
  readonly path: string;
  /** The rest of a sentence after the path: `must be a list`. Never contains the value. */
  readonly message: string;
  /** For an unknown key: the known keys. */
  readonly known?: readonly string[] | undefined;
  /** The corrected line, without the value. */
  readonly example: string;
}

/** The mistakes in a variable's value. Unknown values are accepted. */
export function checkValue(declaration: VariableDeclaration, value: unknown, path = declaration.name): ValueIssue[] {
  if (isUnknown(value)) return [];
  if (value === undefined || value === null) {
    return declaration.required
      ? [{ path, message: 'must have a value', example: exampleOfDeclared(declaration) }]
      : [];
  }
  const test = TYPES[declaration.type];
  if (!test.fits(value)) return [{ path, message: `must be ${test.what}`, example: exampleOfDeclared(declaration) }];
  const { choices } = declaration;
  if (choices && !choices.some((choice) => choice === value)) {
    const meant = typeof value === 'string' ? nearest(value, choices.map(String)) : undefined;
    const example = exampleOfDeclared(declaration, meant);
    return [{ path, message: `must be one of ${choices.map(String).join(', ')}`, example }];
  }
  if (Array.isArray(value)) return checkItems(declaration, value, path);
  return typeof value === 'object' ? checkKeys(declaration, value as Record<string, unknown>, path) : [];
}

function checkItems({ items }: VariableDeclaration, values: readonly unknown[], path: string): ValueIssue[] {
  return items ? values.flatMap((value, i) => checkValue({ ...items, required: true }, value, `${path}[${i}]`)) : [];
}

function checkKeys({ keys }: VariableDeclaration, value: Record<string, unknown>, path: string): ValueIssue[] {
  if (!keys) return [];
  const strangers = Object.keys(value).filter((key) => !keys.has(key));
  return [
    ...strangers.map((key) => ({
      path: `${path}.${key}`,
      message: 'is not declared',
      known: [...keys.keys()],
      example: `one of ${[...keys.keys()].join(', ')}`,
    })),
    ...[...keys].flatMap(([key, declaration]) => checkValue(declaration, value[key], `${path}.${key}`)),
  ];
}

const isText = (value: unknown): value is string => typeof value === 'string';

const TYPES: Record<VariableType, { what: string; fits: (value: unknown) => boolean }> = {
  string: { what: 'text', fits: isText },
  integer: { what: 'a whole number', fits: (value) => typeof value === 'bigint' || Number.isInteger(value) },
  number: { what: 'a number', fits: (value) => typeof value === 'number' || typeof value === 'bigint' },
  boolean: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  list: { what: 'a list', fits: Array.isArray },
  mapping: { what: 'a mapping', fits: (value) => typeof value === 'object' && !Array.isArray(value) },
  path: { what: 'an absolute path', fits: (value) => isText(value) && value.startsWith('/') },
  port: { what: 'a port from 1 to 65535', fits: (value) => Number.isInteger(value) && isBetween(value, 1, 65535) },
  address: { what: 'an IP address', fits: (value) => isText(value) && isIP(value.replace(/\/\d+$/, '')) !== 0 },
  duration: {
    what: 'a duration such as 30s, 5m, 2h, 7d',
    fits: (value) => Number.isInteger(value) || (isText(value) && /^(\d+(ms|s|m|h|d|w|y))+$/.test(value)),
  },
  any: { what: 'anything', fits: () => true },
};

const isBetween = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value <= high;
