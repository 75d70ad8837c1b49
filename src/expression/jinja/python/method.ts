/**
 * A method of one of Python's types. The signature names the parameters: `'a b? *rest'`; those with `?` are optional,
 * and may be undefined.
 */
export interface Method {
  readonly signature: string;
  readonly call: (self: unknown, args: readonly unknown[]) => unknown;
}

/** A table entry for a method by name. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each table declares the type of its methods
export const method = <Self>(
  name: string,
  signature: string,
  call: (self: Self, ...args: readonly unknown[]) => unknown,
): [string, Method] => [name, { signature, call: (self, args) => call(self as Self, ...args) }];
