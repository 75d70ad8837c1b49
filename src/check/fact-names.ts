import { nearest } from '../diagnostic/suggest.ts';
import { FACTS } from '../keywords/fact-table.ts';

/** The facts that every host gives, without `ansible_`. */
export const FACT_NAMES: readonly string[] = Object.keys(FACTS);

const KNOWN: ReadonlySet<string> = new Set(FACT_NAMES);

/** The fact that a name was meant to be, where it is one letter or so beside it; `ansible_` is left out. */
export function misspeltFact(name: string): string | undefined {
  if (KNOWN.has(name)) return undefined;
  const near = nearest(name, FACT_NAMES);
  // eth0 is a fact of its own, and v4 no slip of v6
  return near !== undefined && !/\d/.test(name) && Math.abs(near.length - name.length) <= 1 ? near : undefined;
}
