import { withoutCollection } from '../python/short-name.ts';
import { foreignPlugin, ownFilter } from '../own-plugins.ts';
import type { Filter } from './define.ts';
import { FILTERS } from './all.ts';

const byName: ReadonlyMap<string, Filter> = new Map(
  FILTERS.flatMap((entry) => entry.names.map((name): [string, Filter] => [name, entry])),
);

export const FILTER_NAMES: readonly string[] = [...byName.keys()];

/** The filter with a name, with or without its collection; the project's own filters take precedence. */
export const filterNamed = (name: string): Filter | undefined =>
  ownFilter(name) ?? byName.get(name) ?? byName.get(withoutCollection(name)) ?? foreignPlugin('filter', name);
