import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { torturePlaybook } from '../../../torture/support/arbitrary-playbook.ts';
import { HOSTS } from '../../../torture/support/playbook.ts';
import type { TorturePlaybook } from '../../../torture/support/playbook.ts';
import { FAULTS } from './faults.ts';

/** A playbook, a fault, and where and when it strikes. */
export interface FaultyCase {
  readonly playbook: TorturePlaybook;
  readonly fault: string;
  readonly host: string;
  readonly choice: number;
  /** How many events of the run come before it. */
  readonly afterEvents: number;
  /** How long after the last of them. */
  readonly delayMs: number;
}

export const faultyCase = ({ withSlow }: { readonly withSlow: boolean }): Arbitrary<FaultyCase> =>
  fc.record({
    playbook: torturePlaybook,
    fault: fc.oneof(...faultNames(withSlow)),
    host: fc.constantFrom(...HOSTS),
    choice: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    afterEvents: fc.integer({ min: 0, max: 40 }),
    delayMs: fc.integer({ min: 0, max: 150 }),
  });

const faultNames = (withSlow: boolean): fc.WeightedArbitrary<string>[] =>
  Object.entries(FAULTS)
    .filter(([, { isSlow }]) => withSlow || isSlow !== true)
    .map(([name, { weight }]) => ({ weight, arbitrary: fc.constant(name) }));
