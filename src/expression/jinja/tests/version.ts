import { truth } from '../python/compare.ts';
import { order } from '../python/compare.ts';
import { PyError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { test } from './define.ts';
import { comparePep440 } from './version-pep440.ts';
import { compareSemantic } from './version-semantic.ts';

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (n) => n === 0,
  ne: (n) => n !== 0,
  lt: (n) => n < 0,
  le: (n) => n <= 0,
  gt: (n) => n > 0,
  ge: (n) => n >= 0,
};

const NAMES: Readonly<Record<string, string>> = {
  '==': 'eq',
  '=': 'eq',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '!=': 'ne',
  '<>': 'ne',
};

type Compare = (a: string, b: string) => number;

const TYPES: Readonly<Record<string, Compare>> = {
  loose: compareLoose,
  strict: compareStrict,
  semver: compareSemantic,
  semantic: compareSemantic,
  pep440: comparePep440,
};

function version(value: unknown, [other, operator = 'eq', strict = null, type = null]: readonly unknown[]): boolean {
  if (strict !== null && type !== null) throw valueError("Cannot specify both 'strict' and 'version_type'");
  if (!truth(value)) throw valueError('Input version value cannot be empty');
  if (!truth(other)) throw valueError('Version parameter to compare against cannot be empty');
  const compare =
    TYPES[strict !== null && truth(strict) ? 'strict' : type === null || type === '' ? 'loose' : str(type)];
  if (!compare) throw valueError(`There is no version_type ${str(type)}`);
  const holds = OPERATORS[NAMES[str(operator)] ?? str(operator)];
  if (!holds) throw valueError(`There is no operator ${str(operator)}`);
  return holds(compare(str(value), str(other)));
}

/** The parts of a version: numbers, and texts between them. */
const looseParts = (text: string): (string | number)[] =>
  (text.match(/\d+|[a-z]+|\.|[^\da-z.]+/g) ?? [])
    .filter((part) => part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Like Python's LooseVersion, in which numbers and texts are not comparable. */
export function compareLoose(a: string, b: string): number {
  try {
    return order(looseParts(a), looseParts(b));
  } catch (error) {
    if (error instanceof PyError) throw valueError('Version comparison failed: a number and a text have no order');
    throw error;
  }
}

const STRICT = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/;

function compareStrict(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => {
    const match = STRICT.exec(text);
    if (!match) throw valueError('Version comparison failed: invalid version number');
    const [, major, minor, patch = '0', letter, pre = '0'] = match;
    return [Number(major), Number(minor), Number(patch), letter ?? 'z', Number(pre)];
  });
  return order(left, right);
}

export const VERSION_TESTS = [test('version version_compare', 'version operator? strict? version_type?', version)];
