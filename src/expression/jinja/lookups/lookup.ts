import { didYouMean } from '../../../diagnostic/suggest.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { insteadOfPlugin } from '../left-out.ts';
import { foreignLookup } from '../own-plugins.ts';
import { truth } from '../python/compare.ts';
import { PyError, refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { withoutCollection } from '../python/short-name.ts';
import { refuseUndefined } from '../python/undefined.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { refuseUnknown } from '../runtime/scan.ts';
import type { Lookup } from './define.ts';
import { FILE_LOOKUPS } from './files.ts';
import { LIST_LOOKUPS } from './lists.ts';
import { PROGRAM_LOOKUPS } from './programs.ts';
import { TABLE_LOOKUPS } from './tables.ts';
import { VARIABLE_LOOKUPS } from './variables.ts';

const LOOKUPS: readonly Lookup[] = [
  ...VARIABLE_LOOKUPS,
  ...FILE_LOOKUPS,
  ...LIST_LOOKUPS,
  ...TABLE_LOOKUPS,
  ...PROGRAM_LOOKUPS,
];

const byName: ReadonlyMap<string, Lookup> = new Map(
  LOOKUPS.flatMap((entry) => entry.names.map((name): [string, Lookup] => [name, entry])),
);

/** The lookup with a name, which may be fully qualified; undefined if there is none. */
export const lookupNamed = (name: string): Lookup | undefined =>
  byName.get(withoutCollection(name)) ?? foreignLookup(name);

export const lookupNames: readonly string[] = [...byName.keys()];

/**
 * `lookup('name', ...)`: texts are joined by commas, a single value is returned itself, other results are lists; with `wantlist`, always a
 * list. With `errors='ignore'`, an empty result if it fails.
 */
export function lookup(args: readonly unknown[], kwargs: Kwargs, $: TemplateContext): unknown {
  const [name, ...terms] = args;
  const { wantlist = false, errors = 'strict', allow_unsafe, ...options } = kwargs;
  const found = lookupNamed(str(name));
  if (!found) throw noLookup(str(name));
  for (const term of terms) refuseUndefined(term);
  refuseUnknown(terms);
  const wantsList = truth(wantlist);
  try {
    const list = found.run(terms, options, $);
    return wantsList ? [...list] : joined(list);
  } catch (error) {
    if (!(error instanceof PyError) || errors === 'strict') throw error;
    return wantsList ? [] : null;
  }
}

const noLookup = (name: string): PyError =>
  refused(`There is no lookup ${name}`, insteadOfPlugin('lookup', name) ?? didYouMean(name, byName.keys()));

function joined(list: readonly unknown[]): unknown {
  if (list.length > 0 && list.every((item) => typeof item === 'string')) return list.join(',');
  return list.length === 1 ? list[0] : [...list];
}
