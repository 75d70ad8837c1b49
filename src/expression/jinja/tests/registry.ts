import { withoutCollection } from '../python/short-name.ts';
import { ownTest } from '../own-plugins.ts';
import { TESTS } from './all.ts';
import type { Test } from './define.ts';

const byName: ReadonlyMap<string, Test> = new Map(
  TESTS.flatMap((entry) => entry.names.map((name): [string, Test] => [name, entry])),
);

export const TEST_NAMES: readonly string[] = [...byName.keys()];

/** The test of a name, the project's own first, with or without its collection. */
export const testNamed = (name: string): Test | undefined =>
  ownTest(name) ?? byName.get(name) ?? byName.get(withoutCollection(name));
