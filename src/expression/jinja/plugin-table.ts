import { FILTER_NAMES } from './filters/registry.ts';
import type { PluginKind } from './left-out.ts';
import { LEFT_OUT } from './left-out.ts';
import { lookupNames } from './lookups/lookup.ts';
import { TEST_NAMES } from './tests/registry.ts';

export { LEFT_OUT } from './left-out.ts';

const KNOWN: Readonly<Record<PluginKind, readonly string[]>> = {
  filter: FILTER_NAMES,
  test: TEST_NAMES,
  lookup: lookupNames,
};

/** The usable names, without those that only have a suggested alternative. */
export const pluginNames = (kind: PluginKind): readonly string[] =>
  KNOWN[kind].filter((name) => !LEFT_OUT.some((entry) => entry.kind === kind && entry.names.includes(name)));
