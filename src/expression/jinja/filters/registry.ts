import { withoutCollection } from '../python/short-name.ts';
import { ownFilter } from '../own-plugins.ts';
import type { Filter } from './define.ts';
import { FILTERS } from './all.ts';

const byName: ReadonlyMap<string, Filter> = new Map(
  FILTERS.flatMap((entry) => entry.names.map((name): [string, Filter] => [name, entry])),
);

export const FILTER_NAMES: readonly string[] = [...byName.keys()];

/** The filter of a name, the project's own first, with or without its collection. */
export const filterNamed = (name: string): Filter | undefined =>
  ownFilter(name) ?? byName.get(name) ?? byName.get(withoutCollection(name));
