import type * as z from 'zod';
import type { Module } from './module.ts';
import { paramMeta } from './param-meta.ts';
import { ABSOLUTE } from './params.ts';
import { canonicalName } from './parse-params.ts';

/** The parameters that are relative paths of the host, where the module takes such paths in Ansible's tasks. */
export const relativePathsIn = (
  module: Module,
  raw: Readonly<Record<string, unknown>>,
): [key: string, path: string][] =>
  Object.entries(raw).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' && value !== '' && !ABSOLUTE.test(value) && takesRelative(module, key)
      ? [[key, value]]
      : [],
  );

function takesRelative(module: Module, key: string): boolean {
  const schema = (module.params.shape as Record<string, z.core.$ZodType | undefined>)[canonicalName(module, key)];
  return schema !== undefined && paramMeta(schema).takesRelative === true;
}
