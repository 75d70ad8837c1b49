import type * as z from 'zod';
import { containsUnknown } from '../../expression/contains-unknown.ts';
import type { BoundModule, Module } from '../../module-api/module.ts';
import { canonicalName } from '../../module-api/parse-params.ts';
import { keyText } from '../../yaml/mapping.ts';
import { withUnknown } from './check-args.ts';
import type { Arg } from './read-args.ts';

/** The result of `ask` for the module's parameters; undefined if it reads a parameter that depends on the host, or is invalid. */
export function withKnownParams<T>(
  module: Module,
  args: readonly Arg[],
  ask: (bound: BoundModule) => T,
): T | undefined {
  try {
    return ask(module.bind(knownParams(module, args)));
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

class NotKnown extends Error {}

function knownParams(module: Module, args: readonly Arg[]): object {
  const given = new Map(args.map(({ key, value }) => [canonicalName(module, keyText(key)), withUnknown(value)]));
  return new Proxy(module.params.shape, {
    get(shape: Record<string, z.ZodType>, key) {
      const schema = typeof key === 'string' && Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!schema) return undefined;
      const value = given.get(String(key));
      const parsed = containsUnknown(value) ? undefined : schema.safeParse(value);
      if (!parsed?.success) throw new NotKnown();
      return parsed.data;
    },
  });
}
