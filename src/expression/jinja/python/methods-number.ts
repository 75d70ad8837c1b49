import type { Method } from './method.ts';
import { method } from './method.ts';
import { isFloat, isInt, toNumber } from './values.ts';
import type { PyFloat } from './values.ts';

type PyNumber = number | bigint | PyFloat;

/** The methods of int and float. */
export const NUMBER_METHODS: ReadonlyMap<string, Method> = new Map([
  method<PyNumber>('is_integer', '', (self) => (isFloat(self) ? Number.isInteger(toNumber(self)) : true)),
  method<PyNumber>('bit_length', '', (self) => {
    const int = isInt(self) ? BigInt(self) : 0n;
    return int === 0n ? 0 : (int < 0n ? -int : int).toString(2).length;
  }),
]);
