/** A non-negative float as the quotient of two integers. */
function quotientOf(value: number): readonly [bigint, bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const power = Math.max(exponent, 1) - 1075;
  return power >= 0 ? [mantissa << BigInt(power), 1n] : [mantissa, 1n << BigInt(-power)];
}

/** A quotient rounded to an integer, half to even. Neither operand is negative. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const whole = dividend / divisor;
  const rest = (dividend % divisor) * 2n;
  return rest > divisor || (rest === divisor && whole % 2n === 1n) ? whole + 1n : whole;
}

/** `value * 10 ** power` as an integer, computed from the exact value of the float. */
export function scaled(value: number, power: number): bigint {
  const [dividend, divisor] = quotientOf(value);
  return power >= 0
    ? roundedQuotient(dividend * 10n ** BigInt(power), divisor)
    : roundedQuotient(dividend, divisor * 10n ** BigInt(-power));
}
