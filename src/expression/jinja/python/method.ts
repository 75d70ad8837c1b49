/**
 * A method of one of Python's types. The signature names the parameters: `'a b? *rest'`; those with `?` may be left out,
 * and are undefined then.
 */
export interface Method {
  readonly signature: string;
  readonly call: (self: unknown, args: readonly unknown[]) => unknown;
}

/** A method for a table by name. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each table says of what its methods are
export const method = <Self>(
  name: string,
  signature: string,
  call: (self: Self, ...args: readonly unknown[]) => unknown,
): [string, Method] => [name, { signature, call: (self, args) => call(self as Self, ...args) }];
