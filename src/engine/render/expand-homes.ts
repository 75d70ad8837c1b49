import { posix } from 'node:path';
import { canonicalName } from '../../module-api/parse-params.ts';
import type { RawParams } from '../../module-api/parse-params.ts';
import type { Module } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { paramMeta } from '../../module-api/param-meta.ts';
import { relativePathsIn } from '../../module-api/relative-paths.ts';
import type * as z from 'zod';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';

/** The home directory of an account of the host; undefined where there is none. */
export type HomeOf = (user: string) => Promise<string | Unknown | undefined>;

/**
 * The parameters with the home directories that `~` and `~user` stand for, where a parameter is a path of the host; `me` is the user that
 * the task runs as. Throws `ModuleFailure` for a user that does not exist.
 */
export async function expandHomes(
  module: Module,
  raw: RawParams,
  { me, homeOf }: { readonly me: string; readonly homeOf: HomeOf },
): Promise<Record<string, unknown> | Unknown> {
  const expanded: Record<string, unknown> = { ...raw };
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value !== 'string' || !value.startsWith('~') || !isPath(module, key)) continue;
    const [, user = '', rest = ''] = /^~([^/]*)(.*)$/s.exec(value) ?? [];
    const home = await homeOf(user === '' ? me : user);
    if (isUnknown(home)) return home;
    if (home === undefined)
      throw new ModuleFailure(`${key} is in the home directory of ${user}, who is no user of the host`);
    expanded[key] = `${home}${rest}`;
  }
  return expanded;
}

function isPath(module: Module, key: string): boolean {
  const schema = (module.params.shape as Record<string, z.core.$ZodType | undefined>)[canonicalName(module, key)];
  return schema !== undefined && paramMeta(schema).isPath === true;
}

/** The parameters with the places of relative paths. Throws `ModuleFailure` if the directory that they start from does not exist. */
export async function placeRelative(
  module: Module,
  raw: RawParams,
  workingDirectory: () => Promise<string | Unknown | undefined>,
): Promise<RawParams | Unknown> {
  const relative = relativePathsIn(module, raw);
  if (relative.length === 0) return raw;
  const start = await workingDirectory();
  if (isUnknown(start)) return start;
  if (start === undefined) throw new ModuleFailure('the user who logs in has no home directory: write absolute paths');
  return { ...raw, ...Object.fromEntries(relative.map(([key, path]) => [key, posix.join(start, path)])) };
}
