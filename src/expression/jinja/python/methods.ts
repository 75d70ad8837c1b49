import { bindArguments } from './bind-arguments.ts';
import { DICT_METHODS } from './methods-dict.ts';
import { LIST_METHODS, TUPLE_METHODS } from './methods-list.ts';
import { NUMBER_METHODS } from './methods-number.ts';
import { TEXT_METHODS } from './methods-text.ts';
import type { Method } from './method.ts';
import { refused } from './py-error.ts';
import { isDict, isFloat, isInt, isList, PyFunction, Tuple, typeName } from './values.ts';
import { bounded } from './stopwatch.ts';

/** A bound method of a Python value; undefined if it has none with this name. */
export function methodOf(value: unknown, name: string): PyFunction | undefined {
  const methods = methodsOf(value);
  const method = methods?.get(name);
  if (method) return bound(value, name, method);
  const others = OTHERS[typeName(value)];
  if (others?.has(name) === true) throw refused(`The method ${name}() of ${typeName(value)} is not known here`);
  return undefined;
}

function methodsOf(value: unknown): ReadonlyMap<string, Method> | undefined {
  if (typeof value === 'string') return TEXT_METHODS;
  if (value instanceof Tuple) return TUPLE_METHODS;
  if (isList(value)) return LIST_METHODS;
  if (isFloat(value) || isInt(value)) return NUMBER_METHODS;
  return isDict(value) ? DICT_METHODS : undefined;
}

const bound = (value: unknown, name: string, { signature, call }: Method): PyFunction =>
  new PyFunction(name, (args, kwargs) => {
    const given = bindArguments({ name: `${name}()`, signature }, args, kwargs);
    return bounded(value, `${name}()`, () => call(value, given));
  });

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Unsupported methods of Python, which are reported as such rather than treated as missing keys. */
const OTHERS: Readonly<Record<string, ReadonlySet<string>>> = {
  str: words('maketrans translate'),
  int: words('real imag numerator denominator conjugate to_bytes from_bytes as_integer_ratio'),
  float: words('real imag conjugate hex fromhex as_integer_ratio'),
  dict: words('fromkeys'),
};
