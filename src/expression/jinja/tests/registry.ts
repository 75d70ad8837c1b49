import { withoutCollection } from '../python/short-name.ts';
import { foreignPlugin, ownTest } from '../own-plugins.ts';
import { TESTS } from './all.ts';
import type { Test } from './define.ts';

const byName: ReadonlyMap<string, Test> = new Map(
  TESTS.flatMap((entry) => entry.names.map((name): [string, Test] => [name, entry])),
);

export const TEST_NAMES: readonly string[] = [...byName.keys()];

/** The test with a name, with or without its collection; the project's own tests take precedence. */
export const testNamed = (name: string): Test | undefined =>
  ownTest(name) ?? byName.get(name) ?? byName.get(withoutCollection(name)) ?? foreignPlugin('test', name);
