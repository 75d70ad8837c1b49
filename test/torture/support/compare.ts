import type { Compared, Parting } from './intended.ts';
import { findParting, hiddenIgnored, hiddenNames, nameOf } from './intended.ts';
import { numberOf, tasksOf } from './playbook-tasks.ts';
import { HOSTS } from './playbook.ts';

export interface Comparison {
  readonly isSame: boolean;
  /** Where the two part on purpose: they are compared up to there. */
  readonly parting?: Parting | undefined;
  /** Tasks and handlers whose lines were left out of the comparison. */
  readonly hidden: ReadonlySet<string>;
}

/** Compares logs, counts of failures, and success. What is done otherwise on purpose is looked for only where the two differ. */
export function compare(compared: Compared): Comparison {
  const nothing = new Set<string>();
  if (isSame(compared, nothing)) return { isSame: true, hidden: nothing };
  const hidden = hiddenNames(compared);
  if (isSame(compared, hidden)) return { isSame: true, hidden };
  const parting = findParting(compared);
  return { isSame: parting !== undefined && isSameUpTo(compared, parting, hidden), parting, hidden };
}

/** What came before the parting; a play's handlers may run at its end. */
function isSameUpTo(compared: Compared, { from }: Parting, hidden: ReadonlySet<string>): boolean {
  const later = compared.playbook.plays.filter((play) => tasksOf(play).some(({ item }) => numberOf(item.name) >= from));
  const left = new Set([...hidden, ...later.flatMap((play) => play.handlers.map(({ name }) => name))]);
  const isCompared = (line: string): boolean =>
    !left.has(nameOf(line)) && (line.startsWith('x') || numberOf(line) < from);
  const [expected, found] = [compared.ansible, compared.provision].map(({ logs }) =>
    JSON.stringify(HOSTS.map((host) => (logs[host] ?? []).filter(isCompared))),
  );
  return expected === found;
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
