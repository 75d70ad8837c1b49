import type { ControllerAccess } from '../compiled.ts';
import { describeKind } from '../run/kind-of.ts';

/** A function of the expression language: its signature, its result, and an example that a test runs. */
export interface LibraryFunction {
  readonly name: string;
  /** For example `join(list, separator = ',')`. */
  readonly signature: string;
  readonly doc: string;
  readonly example: { readonly expression: string; readonly gives: unknown };
  /** Checks the arguments, then calls the function. Errors are messages for the user, without values. */
  call(args: readonly unknown[], host: ControllerAccess): unknown;
}

/** A parameter: its kind, and the accepted values. */
export interface Parameter<T> {
  readonly kind: string;
  readonly optional: boolean;
  readonly accepts: (value: unknown) => value is T;
}

type Arguments<P extends Record<string, Parameter<unknown>>> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

interface Definition<P extends Record<string, Parameter<unknown>>> {
  readonly doc: string;
  readonly parameters: P;
  readonly example: readonly [expression: string, gives: unknown];
  readonly call: (args: Arguments<P>, host: ControllerAccess) => unknown;
}

/** Defines a library function with its parameters in order. */
export function define<const P extends Record<string, Parameter<unknown>>>(
  name: string,
  { doc, parameters, example, call }: Definition<P>,
): LibraryFunction {
  const [expression, gives] = example;
  return {
    name,
    signature: `${name}(${signatureOf(parameters)})`,
    doc,
    example: { expression, gives },
    call: (args, host) => call(checkArguments(parameters, args) as Arguments<P>, host),
  };
}

function signatureOf(parameters: Record<string, Parameter<unknown>>): string {
  const names = Object.entries(parameters).map(
    ([name, { kind, optional }]) => `${name}${optional ? '?' : ''}: ${kind}`,
  );
  return names.join(', ');
}

function checkArguments(parameters: Record<string, Parameter<unknown>>, args: readonly unknown[]): object {
  const entries = Object.entries(parameters);
  if (args.length > entries.length) throw new TypeError(`takes ${entries.length} arguments, not ${args.length}`);
  return Object.fromEntries(entries.map(([name, parameter], i) => [name, checkArgument(name, parameter, args[i])]));
}

function checkArgument(name: string, { kind, accepts }: Parameter<unknown>, value: unknown): unknown {
  const accepted: boolean = accepts(value);
  if (accepted) return value;
  if (value === undefined) throw new TypeError(`${name} is missing`);
  throw new TypeError(`${name} takes ${kind}, not ${describeKind(value)}`);
}
