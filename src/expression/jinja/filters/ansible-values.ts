import { truth } from '../python/compare.ts';
import { refused, typeError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined, Undefined } from '../python/undefined.ts';
import { isInt, isNumber, makeFloat, toNumber, typeName } from '../python/values.ts';
import { filter } from './define.ts';
import { bytesFromHuman, humanFromBytes } from './human-sizes.ts';

const TRUE: ReadonlySet<unknown> = new Set(['yes', 'on', '1', 'true']);

/** Ansible's `bool`: some words are true, and everything else is false. */
export function toBool(value: unknown): boolean | null {
  refuseUndefined(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return TRUE.has(value.toLowerCase());
  return isNumber(value) && toNumber(value) === 1;
}

function ternary(value: unknown, [yes, no, none = null]: readonly unknown[]): unknown {
  if (value === null && none !== null) return none;
  return truth(value) ? yes : no;
}

function mandatory(value: unknown, [message = null]: readonly unknown[]): unknown {
  if (!(value instanceof Undefined)) return value;
  if (message !== null) throw refused(str(message));
  return value.raise();
}

function number(value: unknown): number {
  refuseUndefined(value);
  if (isNumber(value)) return toNumber(value);
  throw typeError(`must be real number, not ${typeName(value)}`);
}

function logarithm(value: unknown, base: unknown): unknown {
  const x = number(value);
  if (x <= 0) throw typeError('math domain error');
  if (base === undefined) return makeFloat(Math.log(x));
  return makeFloat(number(base) === 10 ? Math.log10(x) : Math.log(x) / Math.log(number(base)));
}

function root(value: unknown, base: unknown = 2): unknown {
  const x = number(value);
  if (number(base) !== 2) return makeFloat(x ** (1 / number(base)));
  if (x < 0) throw typeError('math domain error');
  return makeFloat(Math.sqrt(x));
}

const shownType = (value: unknown): string => typeName(value);

/** Ansible's own filters for single values. */
export const ANSIBLE_VALUE_FILTERS = [
  filter('bool', '', toBool),
  filter('ternary', 'true_val false_val none_val?', ternary),
  filter('mandatory', 'msg?', mandatory),
  filter('type_debug', '', shownType),
  filter('log', 'base?', (value, [base]) => logarithm(value, base)),
  filter('pow', 'y', (value, [y]) => makeFloat(number(value) ** number(y))),
  filter('root', 'base?', (value, [base]) => root(value, base)),
  filter('human_readable', 'isbits? unit?', (value, [bits = false, unit = null]) =>
    humanFromBytes(number(value), truth(bits), unit === null ? undefined : str(unit)),
  ),
  filter('human_to_bytes', 'default_unit? isbits?', (value, [unit = null, bits = false]) =>
    bytesFromHuman(isInt(value) ? String(value) : str(value), unit === null ? undefined : str(unit), truth(bits)),
  ),
  filter('vault unvault', '*args **kwargs', () => {
    throw refused('Vaulted texts cannot be made or read in an expression', 'Use provision vault encrypt-string.');
  }),
];
