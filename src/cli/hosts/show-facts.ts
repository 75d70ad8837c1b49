import { maskValue } from '../../report/events/mask-event.ts';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { visitPattern } from './visit-pattern.ts';

/** Prints the facts of each host of a pattern as one JSON document, without the unreachable hosts. */
export async function showFacts(pattern: string, flags: PatternFlags, io: CommandIo): Promise<void> {
  await visitPattern(
    pattern,
    { flags, io },
    {
      isChange: false,
      // the copies without the prefix are for templates only
      visit: ({ variables }) =>
        Promise.resolve(Object.fromEntries([...variables.facts].filter(([name]) => name !== 'ansible_facts'))),
      render: (facts, mask) => `${JSON.stringify(maskFacts(facts, mask), null, 2)}\n`,
      isFailure: () => false,
    },
  );
}

const maskFacts = (facts: ReadonlyMap<string, object>, mask: (text: string) => string): object =>
  Object.fromEntries([...facts].map(([host, values]) => [host, maskValue(values, mask)]));
