import { formatPercent } from './format-percent.ts';
import { PyError, refused, typeError } from './py-error.ts';
import { refuseUndefined } from './undefined.ts';
import {
  isFloat,
  isList,
  isNumber,
  isTuple,
  makeFloat,
  makeInt,
  PyObject,
  toNumber,
  Tuple,
  typeName,
} from './values.ts';
import { bounded, step } from './stopwatch.ts';

type PyNumber = Parameters<typeof toNumber>[0];

/** Maximum length of a text or list that an operator creates. */
const MOST = 10_000_000;

/** Computes `a op b` like Python. */
export function calculate(op: string, a: unknown, b: unknown): unknown {
  if (isNumber(a) && isNumber(b))
    return isFloat(a) || isFloat(b) ? ofFloats(op, floatOf(a), floatOf(b)) : ofInts(op, a, b);
  refuseUndefined(a);
  if (op === '%' && typeof a === 'string') return bounded(a, 'The operator %', () => formatPercent(a, b));
  refuseUndefined(b);
  if (op === '+') return join(a, b);
  if (op === '*') {
    const repeated = typeof b === 'number' || typeof b === 'boolean' ? repeat(a, Number(b)) : repeatLeft(a, b);
    if (repeated !== undefined) return repeated;
  }
  return ofObjects(op, a, b);
}

function floatOf(value: PyNumber): number {
  const float = toNumber(value);
  if (typeof value === 'bigint' && !Number.isFinite(float)) throw tooLarge('int too large to convert to float');
  return float;
}

const tooLarge = (message: string): PyError => new PyError('OverflowError', message);

const repeatLeft = (a: unknown, b: unknown): unknown =>
  typeof a === 'number' || typeof a === 'boolean' ? repeat(b, Number(a)) : undefined;

function ofObjects(op: string, a: unknown, b: unknown): unknown {
  const result = a instanceof PyObject ? a.calculate(op, b) : undefined;
  if (result !== undefined) return result;
  const shown = op === '**' ? '** or pow()' : op;
  throw typeError(`unsupported operand type(s) for ${shown}: '${typeName(a)}' and '${typeName(b)}'`);
}

function join(a: unknown, b: unknown): unknown {
  if (typeof a === 'string' && typeof b === 'string') {
    refuseLongerThanMost(a.length + b.length);
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    refuseLongerThanMost(a.length + b.length);
    step(a.length + b.length);
  }
  if (isList(a) && isList(b)) return [...a, ...b];
  if (isTuple(a) && isTuple(b)) return Tuple.make(...a, ...b);
  if (typeof a === 'string') throw typeError(`can only concatenate str (not "${typeName(b)}") to str`);
  if (isList(a)) throw typeError(`can only concatenate list (not "${typeName(b)}") to list`);
  return ofObjects('+', a, b);
}

function refuseLongerThanMost(length: number): void {
  if (length > MOST) throw refused('The text or list would be too long');
}

/** Repeats a text or a list; undefined for other values. */
function repeat(value: unknown, times: number): unknown {
  if (typeof value !== 'string' && !isList(value) && !isTuple(value)) return undefined;
  if (!Number.isInteger(times)) return undefined;
  const count = Math.max(0, times);
  refuseLongerThanMost(value.length * count);
  if (typeof value === 'string') return value.repeat(count);
  step(value.length * count);
  const items = Array.from({ length: count }, () => [...value]).flat();
  return isTuple(value) ? Tuple.make(...items) : items;
}

function ofFloats(op: string, a: number, b: number): unknown {
  if ((op === '/' || op === '//' || op === '%') && b === 0)
    throw divisionByZero(op === '/' ? 'float division by zero' : 'float modulo');
  switch (op) {
    case '+':
      return makeFloat(a + b);
    case '-':
      return makeFloat(a - b);
    case '*':
      return makeFloat(a * b);
    case '/':
      return makeFloat(a / b);
    case '//':
      return makeFloat(floatFloor(a, b));
    case '%':
      return makeFloat(floatModulo(a, b));
    default:
      return floatPower(a, b);
  }
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 === b < 0 ? rest : rest + b;
}

/** Computed from the remainder, like CPython: the division alone may round up to the next integer. */
function floatFloor(a: number, b: number): number {
  const rest = a % b;
  const times = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  if (times === 0) return Object.is(a / b, -0) || a / b < 0 ? -0 : 0;
  const floor = Math.floor(times);
  return times - floor > 0.5 ? floor + 1 : floor;
}

function floatPower(a: number, b: number): unknown {
  if (a === 0 && b < 0) throw divisionByZero('0.0 cannot be raised to a negative power');
  if (a < 0 && !Number.isInteger(b)) throw refused('The power would be a complex number');
  return makeFloat(a ** b);
}

const divisionByZero = (message: string): PyError => new PyError('ZeroDivisionError', message);

function ofInts(op: string, a: PyNumber, b: PyNumber): unknown {
  if (typeof a === 'bigint' || typeof b === 'bigint') return ofBigInts(op, BigInt(a as number), BigInt(b as number));
  const [x, y] = [Number(a), Number(b)];
  const simple = ofSmallInts(op, x, y);
  if (typeof simple !== 'number' || Number.isSafeInteger(simple) || op === '/') return simple;
  return ofBigInts(op, BigInt(x), BigInt(y));
}

function ofSmallInts(op: string, x: number, y: number): unknown {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y + 0;
    case '**':
      return y < 0 ? floatPower(x, y) : x ** y;
    case '/':
      if (y === 0) throw divisionByZero('division by zero');
      return makeFloat(x / y);
    case '//':
      if (y === 0) throw divisionByZero('integer division or modulo by zero');
      return Math.floor(x / y) + 0;
    default:
      if (y === 0) throw divisionByZero('integer modulo by zero');
      return (((x % y) + y) % y) + 0;
  }
}

function ofBigInts(op: string, x: bigint, y: bigint): unknown {
  if (y === 0n && (op === '/' || op === '//' || op === '%')) throw divisionByZero('division by zero');
  switch (op) {
    case '+':
      return makeInt(x + y);
    case '-':
      return makeInt(x - y);
    case '*':
      if (sizeOf(x) + sizeOf(y) > MOST_BITS) throw refused('The number would be too large');
      return makeInt(x * y);
    case '/':
      return makeFloat(trueQuotient(x, y));
    case '**':
      return bigPower(x, y);
    default: {
      const rest = ((x % y) + y) % y;
      return makeInt(op === '%' ? rest : (x - rest) / y);
    }
  }
}

/** The float nearest to a quotient: for integers that are not exactly representable, dividing their floats may give another one. */
function trueQuotient(x: bigint, y: bigint): number {
  const shift = Math.max(0, 66 + sizeOf(y) - sizeOf(x));
  const scaled = (x << BigInt(shift)) / y;
  const isExact = scaled * y === x << BigInt(shift);
  // one bit more than a float has is enough to decide the rounding
  const digits = Number(isExact ? scaled * 2n : scaled * 2n + (scaled < 0n ? -1n : 1n));
  const float = digits * 2 ** -(shift >> 1) * 2 ** -(shift - (shift >> 1) + 1);
  if (!Number.isFinite(float)) throw tooLarge('integer division result too large for a float');
  return float;
}

const MOST_BITS = 100_000;

/** The number of bits of a number, including its sign. */
const sizeOf = (value: bigint): number => value.toString(2).length;

function bigPower(x: bigint, y: bigint): unknown {
  if (y < 0n) return floatPower(Number(x), Number(y));
  if (sizeOf(x) * Number(y) > MOST_BITS) throw refused('The power would be too large a number');
  return makeInt(x ** y);
}

/** `-a` and `+a`. */
export function sign(op: '-' | '+', a: unknown): unknown {
  refuseUndefined(a);
  if (!isNumber(a)) throw typeError(`bad operand type for unary ${op}: '${typeName(a)}'`);
  if (isFloat(a)) return makeFloat(op === '-' ? -toNumber(a) : toNumber(a));
  const int = typeof a === 'bigint' ? a : BigInt(Number(a));
  return makeInt(op === '-' ? -int : int);
}
