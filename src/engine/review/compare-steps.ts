import type { ListedChange, ListedStep } from './listed-step.ts';

/** A step that differs from the reviewed one. */
export interface Difference {
  /** The reviewed step; undefined if there was none. */
  readonly reviewed: ListedStep | undefined;
  /** The current step; undefined if nothing would change any more. */
  readonly now: ListedStep | undefined;
}

/** The differences between the reviewed and a new dry run of a host. */
export function compareSteps(reviewed: readonly ListedStep[], now: readonly ListedStep[]): readonly Difference[] {
  const found = new Map(now.map((step) => [step.key, step]));
  const known = new Set(reviewed.map(({ key }) => key));
  return [
    ...reviewed.flatMap((step) => {
      const other = found.get(step.key);
      return other && isSame(step, other) ? [] : [{ reviewed: step, now: other }];
    }),
    ...now.flatMap((step) => (known.has(step.key) ? [] : [{ reviewed: undefined, now: step }])),
  ];
}

function isSame(a: ListedStep, b: ListedStep): boolean {
  return a.kind === b.kind && a.intent === b.intent && a.delegatedTo === b.delegatedTo && digestsOf(a) === digestsOf(b);
}

const digestsOf = ({ changes }: ListedStep): string =>
  changes.map(({ digest, may }) => (may ? `${digest}?` : digest)).join(' ');

/**
 * Whether the next change of a task is the reviewed one. A change must be identical; the outcome of a `may-change` may differ, but its
 * parameters must be the reviewed ones.
 */
export function isAsListed(listed: ListedStep, now: ListedStep): boolean {
  if (listed.delegatedTo !== now.delegatedTo) return false;
  if (listed.intent !== undefined && now.intent !== undefined && listed.intent !== now.intent) return false;
  if (listed.kind === 'may-change') return true;
  const isListed = (change: ListedChange): boolean =>
    listed.changes.some(
      ({ digest, may, attribute }) => digest === change.digest || (may && attribute === change.attribute),
    );
  const isMade = ({ digest }: ListedChange): boolean => now.changes.some((change) => change.digest === digest);
  return now.changes.every(isListed) && listed.changes.every((change) => change.may ?? isMade(change));
}
