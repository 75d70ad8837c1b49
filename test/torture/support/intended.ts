import type { Placed } from './playbook-tasks.ts';
import { metasOf, tasksOf } from './playbook-tasks.ts';
import { HOSTS } from './playbook.ts';
import type { TortureHandler, TortureMeta, TortureOutcome, TorturePlay, TortureTask } from './playbook.ts';

/** What both programs did of one playbook. */
export interface Compared {
  readonly playbook: { readonly plays: readonly TorturePlay[] };
  readonly ansible: TortureOutcome;
  readonly provision: TortureOutcome;
}

/**
 * What is done otherwise on purpose, and came up in these two runs: docs/guide/coming-from-ansible.md says what and why, in
 * the same order. The playbook can't be compared where a failure that only one of the two has seen decides what follows.
 */
export function whyLeftOut(compared: Compared): string | undefined {
  const found = compared.playbook.plays.flatMap((play) =>
    Object.entries(RULES)
      .filter(([, rule]) => rule(play, compared))
      .map(([name]) => name),
  );
  return found[0] ?? (isDecidedByHandler(compared) ? 'a handler that fails, and runs elsewhere' : undefined);
}

type Rule = (play: TorturePlay, compared: Compared) => boolean;

const RULES: Readonly<Record<string, Rule>> = {
  'a fatal failure, and hosts outside of the rescue or always around it': (play, compared) =>
    isFatal(play) && tasksOf(play).some((placed) => isWithinSections(placed) && hasFailed(placed, compared)),
  'run_once that fails, with a condition or in batches': (play, compared) =>
    tasksOf(play).some((placed) => isOnceElsewhere(placed, play) && hasFailed(placed, compared)),
  'end_play, or a run_once that fails, while a host that failed is in an always': (play, compared) =>
    (hasMeta(play, ['end_play']) ||
      tasksOf(play).some((placed) => placed.item.runsOnce && hasFailed(placed, compared))) &&
    tasksOf(play).some((placed) => placed.hasAlways && hasFailed(placed, compared)),
  'a handler that fails where a rescue or always flushes it': (play, compared) =>
    metasOf(play).some(({ item, isInSection }) => item.action === 'flush_handlers' && isInSection) &&
    play.handlers.some((handler) => hasRunWhereItFails(handler, compared)),
  'a batch of which some had failed before, and the rest fails': (play, { playbook, provision }) =>
    play.serial !== undefined &&
    play !== playbook.plays[0] &&
    HOSTS.some((host) => tasksOf(play).every(({ item }) => linesOf(provision, host, item.name).length === 0)),
};

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

function isDecidedByHandler(compared: Compared): boolean {
  const hidden = hiddenNames(compared);
  const handlers = compared.playbook.plays.flatMap((play) => play.handlers);
  return handlers.some(({ name, failsOn }) => failsOn.length > 0 && hidden.has(name) && differs(name, compared));
}

const hasFailed = ({ item }: Placed<TortureTask>, { ansible, provision }: Compared): boolean =>
  item.ignoresErrors !== true &&
  item.failsOn.some((host) => [ansible, provision].some((outcome) => linesOf(outcome, host, item.name).length > 0));

const notifiedBy = ({ notify }: TortureTask, { handlers }: TorturePlay): readonly TortureHandler[] =>
  handlers.filter(({ name }) => name === notify);

const differs = (name: string, { ansible, provision }: Compared): boolean =>
  HOSTS.some((host) => linesOf(ansible, host, name).join() !== linesOf(provision, host, name).join());

const linesOf = ({ logs }: TortureOutcome, host: string, name: string): readonly string[] =>
  (logs[host] ?? []).filter((line) => nameOf(line) === name);

/** The task or handler that has left a line. */
export const nameOf = (line: string): string => /^\w+/.exec(line)?.[0] ?? '';
