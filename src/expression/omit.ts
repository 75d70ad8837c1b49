/** The value of `omit`: a parameter with this value is left out, as if it had not been written. */
export const OMIT: unique symbol = Symbol('omit');

export const isOmit = (value: unknown): value is typeof OMIT => value === OMIT;
