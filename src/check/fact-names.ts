import { nearest } from '../diagnostic/suggest.ts';
import { FACTS } from '../keywords/fact-table.ts';

/** The facts that every host has, without the prefix `ansible_`. */
export const FACT_NAMES: readonly string[] = Object.keys(FACTS);

const KNOWN: ReadonlySet<string> = new Set(FACT_NAMES);

/** The fact that a misspelled name probably means, without the prefix `ansible_`. */
export function misspeltFact(name: string): string | undefined {
  if (KNOWN.has(name)) return undefined;
  const near = nearest(name, FACT_NAMES);
  // eth0 is a separate fact, and v4 is not a misspelling of v6
  return near !== undefined && !/\d/.test(name) && Math.abs(near.length - name.length) <= 1 ? near : undefined;
}
