import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { EngineEvent, HandlerFinished, ReportedChange, TaskFinished } from '../../../src/engine/events.ts';

type Finished = TaskFinished | HandlerFinished;

/**
 * Fails unless a dry run told the truth about the apply that followed it on the same hosts: each change of the apply was
 * predicted (host, task, item, attribute, value after) or its task was marked may-change, and each prediction came true,
 * or its task found on its turn that an earlier one had met it already. The apply must be one without failures.
 */
export function assertLaw(check: readonly EngineEvent[], apply: readonly EngineEvent[]): void {
  expect(findBreaches(check, apply)).toEqual([]);
}

/** The events that `--events FILE` has written. */
export const readEvents = (path: string): EngineEvent[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EngineEvent);

/** How many tasks and handlers a dry run could not tell of. */
export const countMayChanges = (check: readonly EngineEvent[]): number =>
  check.filter(isFinished).filter(({ status }) => status === 'may-change').length;

/** A line for each way in which a dry run and its apply disagree. */
export function findBreaches(check: readonly EngineEvent[], apply: readonly EngineEvent[]): string[] {
  const told = groupByKey(check.filter(isFinished));
  const done = groupByKey(apply.filter(isFinished));
  return [
    ...apply
      .filter(isFinished)
      .filter(({ status }) => status === 'changed')
      .filter((event) => !isInDoubt(event, check))
      .flatMap((event) =>
        findUnforeseen(event, [...(told.get(keyOf(event)) ?? []), ...unlisted(event, told), ...unplaced(event, told)]),
      ),
    ...check
      .filter(isFinished)
      .filter(({ status }) => status === 'would-change')
      .flatMap((event) => findUntrue(event, done.get(keyOf(event)) ?? [], apply)),
  ];
}

function findUnforeseen(event: Finished, told: readonly Finished[]): string[] {
  if (told.some(({ status }) => status === 'may-change')) return [];
  const predicted = told.filter(({ status }) => status === 'would-change').flatMap(({ changes }) => changes);
  const isOpen = told.some(({ mayChangeMore }) => mayChangeMore);
  if (predicted.length === 0 && event.changes.length === 0)
    return told.some(({ status }) => status === 'would-change') ? [] : [`not predicted: ${describe(event)}`];
  return event.changes
    .filter((change) => !predicted.some((other) => isSame(change, other) || mayBe(other, change)))
    .filter(({ attribute }) => !isOpen || predicted.some((other) => other.attribute === attribute))
    .map((change) => `not predicted: ${describe(event, change)}; told was ${JSON.stringify(told.map(outline))}`);
}

function findUntrue(event: Finished, done: readonly Finished[], apply: readonly EngineEvent[]): string[] {
  if (done.length === 0) return [`predicted, and never reached: ${describe(event)}`];
  const met = done.some((other) => other.status === 'ok' && changesBefore(other, apply));
  return event.changes
    .filter(({ may }) => !may)
    .filter((change) => !done.some(({ changes }) => changes.some((other) => isSame(change, other))))
    .filter(({ attribute }) => !met && !partlyMet(attribute, done, apply))
    .map(
      (change) => `predicted, and not so: ${describe(event, change)}; done was ${JSON.stringify(done.map(outline))}`,
    );
}

/** The task changed, but no longer this attribute: what an earlier task did has brought it about. */
const partlyMet = (attribute: string, done: readonly Finished[], apply: readonly EngineEvent[]): boolean =>
  done.some(
    (other) =>
      other.status === 'changed' &&
      changesBefore(other, apply) &&
      !other.changes.some((change) => change.attribute === attribute),
  );

const changesBefore = (event: Finished, apply: readonly EngineEvent[]): boolean =>
  apply
    .slice(0, apply.indexOf(event))
    .some((earlier) => isFinished(earlier) && earlier.host === event.host && earlier.status === 'changed');

/** An include that was in doubt stands for all tasks that it may bring, and for the handlers that they may notify. */
const isInDoubt = ({ host, node }: Finished, check: readonly EngineEvent[]): boolean =>
  check.some(
    (event) =>
      isFinished(event) &&
      event.host === host &&
      event.node === node &&
      event.status === 'may-change' &&
      event.task.module.startsWith('include_'),
  );

/** Where the items of a loop were not known, one may-change stands for all of them. */
const unlisted = (event: Finished, told: ReadonlyMap<string, readonly Finished[]>): readonly Finished[] =>
  event.item === undefined ? [] : (told.get(keyOf({ ...event, item: undefined })) ?? []);

/** Where it is not known whether a task runs, it is not told on which host it would. */
const unplaced = (event: Finished, told: ReadonlyMap<string, readonly Finished[]>): readonly Finished[] =>
  event.delegatedTo === undefined
    ? []
    : (told.get(keyOf({ ...event, delegatedTo: undefined })) ?? []).filter(({ status }) => status === 'may-change');

const isFinished = (event: EngineEvent): event is Finished =>
  event.event === 'task.finished' || event.event === 'handler.finished';

const keyOf = ({ event, host, node, task, item, delegatedTo }: Finished): string =>
  JSON.stringify([event, host, node, task.id, item ?? null, delegatedTo ?? null]);

const isSame = (a: ReportedChange, b: ReportedChange): boolean =>
  a.attribute === b.attribute && JSON.stringify(a.after) === JSON.stringify(b.after);

const mayBe = (told: ReportedChange, change: ReportedChange): boolean =>
  told.may === true && told.attribute === change.attribute;

const outline = ({ status, changes }: Finished): unknown => [
  status,
  ...changes.map(({ attribute, after }) => [attribute, after]),
];

function describe({ host, node, task, item }: Finished, change?: ReportedChange): string {
  const what = change ? `: ${change.attribute} to ${JSON.stringify(change.after)}` : '';
  return `${host} ${node} "${task.name}"${item === undefined ? '' : ` [${item}]`} (${task.file}:${task.line})${what}`;
}

function groupByKey(events: readonly Finished[]): Map<string, Finished[]> {
  const groups = new Map<string, Finished[]>();
  for (const event of events) groups.set(keyOf(event), [...(groups.get(keyOf(event)) ?? []), event]);
  return groups;
}
