import { compare, contains, equals, truth } from '../python/compare.ts';
import { isIterable, itemsOf } from '../python/iterate.ts';
import { calculate } from '../python/arithmetic.ts';
import { str } from '../python/repr.ts';
import { PyRange } from '../python/py-range.ts';
import { refuseUndefined, Undefined } from '../python/undefined.ts';
import { DictView, isDict, isFloat, isInt, isNumber, PyObject } from '../python/values.ts';
import { test } from './define.ts';

const comparison = (names: string, operator: string) =>
  test(names, 'other', (value, [other]) => compare(operator, value, other));

const isSequence = (value: unknown): boolean =>
  typeof value === 'string' ||
  isDict(value) ||
  value instanceof PyRange ||
  (Array.isArray(value) && !(value instanceof DictView));

const isCased = (name: 'toLowerCase' | 'toUpperCase', value: unknown): boolean => {
  const text = str(value);
  return text === text[name]() && text.toLowerCase() !== text.toUpperCase();
};

const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === typeof b && (Object.is(a, b) || (a instanceof Undefined && b instanceof Undefined && a === b));

/** Jinja's own tests for values. */
export const VALUE_TESTS = [
  test('defined', '', (value) => !(value instanceof Undefined)),
  test('undefined', '', (value) => value instanceof Undefined),
  test('none', '', (value) => value === null),
  test('boolean', '', (value) => typeof value === 'boolean'),
  test('true', '', (value) => value === true),
  test('false', '', (value) => value === false),
  test('integer', '', (value) => isInt(value)),
  test('float', '', (value) => isFloat(value)),
  test('number', '', (value) => isNumber(value)),
  test('string', '', (value) => typeof value === 'string'),
  test('mapping', '', (value) => isDict(value)),
  test('iterable', '', (value) =>
    value instanceof Undefined ? (value.strict ? value.raise() : true) : isIterable(value),
  ),
  test('sequence', '', (value) => (value instanceof Undefined ? value.raise() : isSequence(value))),
  test('callable', '', (value) => value instanceof Undefined || (value instanceof PyObject && value.callable)),
  test('sameas', 'other', (value, [other]) => isSame(value, other)),
  test('odd', '', (value) => equals(calculate('%', value, 2), 1)),
  test('even', '', (value) => equals(calculate('%', value, 2), 0)),
  test('divisibleby', 'num', (value, [by]) => equals(calculate('%', value, by), 0)),
  test('lower', '', (value) => isCased('toLowerCase', value)),
  test('upper', '', (value) => isCased('toUpperCase', value)),
  test('escaped', '', () => false),
  test('in', 'seq', (value, [holder]) => contains(holder, value)),
  test('filter', '', (value, _, $) => $.knowsFilter(str(value))),
  test('test', '', (value, _, $) => $.knowsTest(str(value))),
  comparison('eq == equalto', '=='),
  comparison('ne !=', '!='),
  comparison('gt > greaterthan', '>'),
  comparison('ge >=', '>='),
  comparison('lt < lessthan', '<'),
  comparison('le <=', '<='),
  test('truthy', 'convert_bool?', (value, [convert = false]) => truth(truth(convert) ? toBool(value) : value)),
  test('falsy', 'convert_bool?', (value, [convert = false]) => !truth(truth(convert) ? toBool(value) : value)),
  test('all', '', (value) => itemsOf(value).every(truth)),
  test('any', '', (value) => itemsOf(value).some(truth)),
];

const TRUE = ['y', 'yes', 'on', '1', 'true', 't'];
const FALSE = ['n', 'no', 'off', '0', 'false', 'f'];

/** Converts words for true and false; other values are unchanged. */
function toBool(value: unknown): unknown {
  refuseUndefined(value);
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase().trim() : isNumber(value) ? str(value) : '';
  if (TRUE.includes(word) || word === '1.0') return true;
  return FALSE.includes(word) || word === '0.0' ? false : value;
}
