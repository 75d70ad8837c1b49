import type { Placed } from './playbook-tasks.ts';
import { metasOf, numberOf, onceBehindFlush, tasksOf } from './playbook-tasks.ts';
import { HOSTS } from './playbook.ts';
import type { TortureHandler, TortureMeta, TortureOutcome, TorturePlay, TortureTask } from './playbook.ts';

/** What both programs did of one playbook. */
export interface Compared {
  readonly playbook: { readonly plays: readonly TorturePlay[] };
  readonly ansible: TortureOutcome;
  readonly provision: TortureOutcome;
}

/** Where what is done otherwise on purpose decides what follows. */
export interface Parting {
  readonly why: string;
  /** The number of the first task that is not compared. */
  readonly from: number;
}

/**
 * What is done otherwise on purpose, and came up in these two runs: docs/guide/coming-from-ansible.md says what and why. A
 * failure that only one of the two has seen decides what follows: nothing is compared from there on.
 */
export function findParting(compared: Compared): Parting | undefined {
  const found = compared.playbook.plays.flatMap((play) =>
    Object.entries(RULES).flatMap(([why, rule]) =>
      rule(play, compared).map((from) => ({ why, from: startIn(play, from) })),
    ),
  );
  return found.sort((a, b) => a.from - b.from)[0];
}

/** The numbers of the tasks that decide what follows; of a play's first task, where its handlers or hosts do. */
type Rule = (play: TorturePlay, compared: Compared) => readonly number[];

const RULES: Readonly<Record<string, Rule>> = {
  'a fatal failure, and hosts outside of the rescue or always around it': (play, compared) =>
    isFatal(play) ? failing(play, compared).filter(isWithinSections).map(startOf) : [],
  'run_once that fails, with a condition, in batches, or in a rescue or always': (play, compared) =>
    failing(play, compared)
      .filter((placed) => isOnceElsewhere(placed, play) || (placed.item.runsOnce && placed.isInSection))
      .map((placed) => placed.sectionFrom ?? startOf(placed)),
  'end_play or run_once, while a host that failed is in an always': (play, compared) =>
    failing(play, compared)
      .filter(({ hasAlways }) => hasAlways)
      .map(startOf)
      .filter((from) => hasMeta(play, ['end_play']) || isOnceRunAfter(from, play, compared)),
  'run_once behind flush_handlers, which runs again for a host that was at its handlers': (play, compared) =>
    onceBehindFlush(play)
      .filter(({ item }) => differs(item.name, compared))
      .map(startOf),
  'clear_host_errors, after a failure in a block or an include': (play, compared) =>
    hasMeta(play, ['clear_host_errors'])
      ? failing(play, compared)
          .filter(({ isNested }) => isNested)
          .map(startOf)
      : [],
  'a handler that fails where a rescue or always flushes it': (play, compared) =>
    metasOf(play).some(({ item, isInSection }) => item.action === 'flush_handlers' && isInSection) &&
    play.handlers.some((handler) => hasRunWhereItFails(handler, compared))
      ? startsOf(play)
      : [],
  'a handler that fails, and runs elsewhere': (play, compared) => {
    const hidden = hiddenNames(compared);
    const isDeciding = play.handlers.some(
      ({ name, failsOn }) => failsOn.length > 0 && hidden.has(name) && differs(name, compared),
    );
    return isDeciding ? startsOf(play) : [];
  },
  'a batch of which some had failed before, and the rest fails': (play, { playbook, provision }) =>
    play.serial !== undefined &&
    play !== playbook.plays[0] &&
    HOSTS.some((host) => tasksOf(play).every(({ item }) => linesOf(provision, host, item.name).length === 0))
      ? startsOf(play)
      : [],
};

/** What ends one batch keeps the next from all tasks of the play. */
const startIn = (play: TorturePlay, from: number): number =>
  play.serial === undefined ? from : Math.min(...startsOf(play));

const failing = (play: TorturePlay, compared: Compared): Placed<TortureTask>[] =>
  tasksOf(play).filter((placed) => hasFailed(placed, compared));

const startOf = ({ item, loopFrom }: Placed<TortureTask>): number => loopFrom ?? numberOf(item.name);

const startsOf = (play: TorturePlay): number[] => tasksOf(play).map(startOf);

const isFatal = ({ anyErrorsFatal, maxFailPercentage }: TorturePlay): boolean =>
  anyErrorsFatal === true || maxFailPercentage !== undefined;

const isWithinSections = ({ hasAlways, isRescued, isInSection }: Placed<unknown>): boolean =>
  hasAlways || isRescued || isInSection;

/** Tasks and handlers whose lines are not compared. */
export const hiddenNames = (compared: Compared): ReadonlySet<string> =>
  new Set(
    compared.playbook.plays.flatMap((play) => [
      ...onceElsewhere(play, compared),
      ...(hasMeta(play, LEAVING) || isEndedByHandler(play, compared) ? play.handlers.map(({ name }) => name) : []),
    ]),
  );

/** A handler's failure ends the play for all; the others' handlers do not wait for it. */
const isEndedByHandler = (play: TorturePlay, compared: Compared): boolean =>
  isFatal(play) && play.handlers.some((handler) => hasRunWhereItFails(handler, compared));

const hasRunWhereItFails = ({ name, failsOn }: TortureHandler, { ansible }: Compared): boolean =>
  failsOn.some((host) => linesOf(ansible, host, name).length > 0);

/** How many ignored failures on a host are those of hidden tasks. */
export const hiddenIgnored = (
  { plays }: Compared['playbook'],
  {
    outcome,
    host,
    hidden,
  }: { readonly outcome: TortureOutcome; readonly host: string; readonly hidden: ReadonlySet<string> },
): number =>
  plays
    .flatMap((play) => tasksOf(play).map(({ item }) => item))
    .filter(({ name, failsOn, ignoresErrors }) => hidden.has(name) && ignoresErrors && failsOn.includes(host))
    .reduce((sum, { name, loop = 1 }) => sum + linesOf(outcome, host, name).length / loop, 0);

/** Handlers that an ended or failed host leaves due run at the next place where they may. */
const LEAVING: readonly TortureMeta['action'][] = ['end_host', 'end_play', 'clear_host_errors'];

const hasMeta = (play: TorturePlay, actions: readonly TortureMeta['action'][]): boolean =>
  metasOf(play).some(({ item }) => actions.includes(item.action));

/** run_once asks one host after another for its `when`, and runs once in a run. */
const isOnceElsewhere = ({ item, isConditional }: Placed<TortureTask>, play: TorturePlay): boolean =>
  item.runsOnce === true && (isConditional || play.serial !== undefined);

const onceElsewhere = (play: TorturePlay, compared: Compared): string[] =>
  tasksOf(play)
    .filter((placed) => isOnceElsewhere(placed, play) && differs(placed.item.name, compared))
    .flatMap(({ item }) => [item.name, ...notifiedBy(item, play).map(({ name }) => name)]);

const hasFailed = ({ item }: Placed<TortureTask>, { ansible, provision }: Compared): boolean =>
  item.ignoresErrors !== true &&
  item.failsOn.some((host) => [ansible, provision].some((outcome) => linesOf(outcome, host, item.name).length > 0));

const isOnceRunAfter = (from: number, play: TorturePlay, { ansible }: Compared): boolean =>
  tasksOf(play)
    .filter(({ item }) => item.runsOnce && numberOf(item.name) > from)
    .some(({ item }) => HOSTS.some((host) => linesOf(ansible, host, item.name).length > 0));

const notifiedBy = ({ notify }: TortureTask, { handlers }: TorturePlay): readonly TortureHandler[] =>
  handlers.filter(({ name }) => name === notify);

const differs = (name: string, { ansible, provision }: Compared): boolean =>
  HOSTS.some((host) => linesOf(ansible, host, name).join() !== linesOf(provision, host, name).join());

const linesOf = ({ logs }: TortureOutcome, host: string, name: string): readonly string[] =>
  (logs[host] ?? []).filter((line) => nameOf(line) === name);

/** The task or handler that has left a line. */
export const nameOf = (line: string): string => /^\w+/.exec(line)?.[0] ?? '';
