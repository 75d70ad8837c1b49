import type { Compared } from './intended.ts';
import { hiddenIgnored, hiddenNames, nameOf, whyLeftOut } from './intended.ts';
import { HOSTS } from './playbook.ts';

export interface Comparison {
  readonly isSame: boolean;
  /** Why the two differ where they may, in a way that leaves nothing to compare. */
  readonly leftOut?: string | undefined;
  /** Tasks and handlers whose lines were left out of the comparison. */
  readonly hidden: ReadonlySet<string>;
}

/** Compares logs, counts of failures, and success. What is done otherwise on purpose is looked for only where the two differ. */
export function compare(compared: Compared): Comparison {
  const nothing = new Set<string>();
  if (isSame(compared, nothing)) return { isSame: true, hidden: nothing };
  const leftOut = whyLeftOut(compared);
  if (leftOut !== undefined) return { isSame: false, leftOut, hidden: nothing };
  const hidden = hiddenNames(compared);
  return { isSame: isSame(compared, hidden), hidden };
}

const isSame = ({ playbook, ansible, provision }: Compared, hidden: ReadonlySet<string>): boolean => {
  const [expected, found] = [ansible, provision].map((outcome) => {
    const { rescued, ignored, failed = {}, logs } = outcome;
    const perHost = HOSTS.map((host) => ({
      log: (logs[host] ?? []).filter((line) => !hidden.has(nameOf(line))),
      // a recap leaves out hosts that did nothing
      rescued: rescued[host] ?? 0,
      ignored: (ignored[host] ?? 0) - hiddenIgnored(playbook, { outcome, host, hidden }),
      // not every recording has it
      failed: ansible.failed && (failed[host] ?? 0),
    }));
    return JSON.stringify([perHost, outcome.isSuccess]);
  });
  return expected === found;
};
